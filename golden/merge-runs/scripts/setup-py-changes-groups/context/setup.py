import subprocess

subprocess.check_call(['usermod', '-aG', 'video', 'root'])
