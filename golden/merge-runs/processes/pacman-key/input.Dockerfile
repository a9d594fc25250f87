FROM archlinux
RUN pacman-key --init && pacman-key --populate
RUN pacman -Syu --noconfirm git
