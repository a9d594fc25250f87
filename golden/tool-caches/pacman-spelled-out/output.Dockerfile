FROM archlinux:base-devel
RUN pacman --sync --refresh --sysupgrade --noconfirm x && rm -rf /var/cache/pacman/pkg/*
