usermod -aG ops root
