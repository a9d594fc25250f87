import locale
import sys
import time

locale.setlocale(locale.LC_ALL, "")
with open("/var/spool/report/days", "a") as file:
    file.write(time.strftime("%A %Z", time.localtime(0)) + "\n")
print(locale.format_string("%.2f", 1234.5, grouping=True))
sys.exit(0)
