system("apt-get install -y gamma");
