FROM archlinux
USER build
RUN pacman -S git
