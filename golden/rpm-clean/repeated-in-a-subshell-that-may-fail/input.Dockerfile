FROM fedora:39
RUN ( cd /x && dnf install -y a && dnf clean all ) || true && dnf install -y b && dnf clean all
