FROM fedora:40
RUN dnf module enable -y nodejs:22 && dnf clean all
# what the server needs
RUN dnf install -y nodejs && dnf clean all
