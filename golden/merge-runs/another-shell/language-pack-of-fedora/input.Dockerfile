FROM fedora:40
ENV LC_ALL=de_DE.UTF-8
RUN dnf install -y glibc-langpack-de curl
RUN id > /x
