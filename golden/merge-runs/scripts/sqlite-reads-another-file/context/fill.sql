.shell usermod -aG staff root
