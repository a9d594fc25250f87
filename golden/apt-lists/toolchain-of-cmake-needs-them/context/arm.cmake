execute_process(COMMAND apt-get install -y g++-arm-linux-gnueabihf)
