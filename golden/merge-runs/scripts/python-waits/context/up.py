import subprocess

subprocess.Popen(["server"]).wait()
