FROM fedora:40
RUN dnf -C list installed
