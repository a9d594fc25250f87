FROM archlinux:base-devel
RUN pacman --sync --search x
