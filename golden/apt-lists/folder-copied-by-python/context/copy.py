import shutil

shutil.copytree('/var/lib', '/srv/copy')
