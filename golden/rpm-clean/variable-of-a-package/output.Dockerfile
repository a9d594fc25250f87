FROM fedora:40
RUN ACCEPT_EULA=Y dnf install -y msodbcsql18 && dnf clean all
