FROM archlinux
RUN pacman -Syu --noconfirm git && pacman -Scc --noconfirm
