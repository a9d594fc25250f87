import os

os.system('usermod -aG staff root')
