import subprocess

subprocess.Popen(["server"])
