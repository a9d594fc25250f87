FROM archlinux:base-devel
RUN pacman --sync --noconfirm x && pacman --sync --clean --clean --noconfirm
