FROM fedora:40
RUN dnf -y install wget && cp mirrors.conf /etc/yum.repos.d/ && dnf -y clean all && dnf -y install jq && dnf clean all
