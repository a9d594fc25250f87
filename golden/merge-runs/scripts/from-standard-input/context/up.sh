groupadd -g 4000 shared && usermod -aG shared root
