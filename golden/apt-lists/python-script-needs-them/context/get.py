import subprocess

subprocess.run(["apt-get", "install", "-y", "gamma"], check=True)
