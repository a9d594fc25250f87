FROM archlinux:base-devel
RUN pacman --sync --refresh --sysupgrade --noconfirm x
