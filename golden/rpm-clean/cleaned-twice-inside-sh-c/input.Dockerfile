FROM rockylinux:9
RUN sh -c 'dnf install -y a && dnf clean all' && dnf install -y b && sh -c 'dnf install -y a && dnf clean all'
