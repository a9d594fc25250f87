apt-get install -y x
