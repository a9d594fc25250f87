MANAGER = "apt-get"
