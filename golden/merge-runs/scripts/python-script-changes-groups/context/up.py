import subprocess

subprocess.check_call(["groupadd", "-g", "4000", "shared"])
subprocess.check_call(["usermod", "-aG", "shared", "root"])
