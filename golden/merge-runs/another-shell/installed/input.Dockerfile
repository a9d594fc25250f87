FROM fedora:40
RUN dnf install -y bash curl && dnf clean all
RUN make two
