FROM fedora:40
RUN dnf module reset -y nodejs && dnf module enable -y nodejs:22 && \
    dnf install -y nodejs npm && \
    dnf clean all

COPY a b
RUN dnf config-manager --set-enabled crb && dnf makecache && \
    dnf install -y nginx && \
    dnf clean all
