FROM fedora:39
RUN ( cd /x && dnf install -y a && dnf clean all ) && dnf install -y b && dnf clean all
