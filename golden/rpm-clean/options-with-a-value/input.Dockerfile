FROM fedora:40
RUN dnf --setopt tsflags=nodocs -d 1 -y install x
