FROM fedora:40
RUN dnf install -y yum-utils && \
    dnf upgrade -y && \
    dnf clean all
RUN dnf install -y \
        httpd \
        php && \
    dnf clean all
RUN package-cleanup --problems && \
    package-cleanup --orphans
