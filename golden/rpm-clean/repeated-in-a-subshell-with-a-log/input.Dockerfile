FROM fedora:39
RUN ( dnf install -y a && dnf clean all ) > log && dnf install -y b && dnf clean all
