import os

os.system('apt-get install -y x')
