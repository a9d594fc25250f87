FROM fedora:40
RUN dnf install -y yum-utils && \
    dnf upgrade -y
RUN dnf install -y \
        httpd \
        php
RUN package-cleanup --problems && \
    package-cleanup --orphans
