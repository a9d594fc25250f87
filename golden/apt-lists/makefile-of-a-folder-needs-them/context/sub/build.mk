all:
	apt install -y gamma
