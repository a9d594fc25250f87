FROM rockylinux:9
RUN dnf install -y curl && dnf clean all && dnf install -y git && { test -e /srv/more && dnf clean all || true; }
