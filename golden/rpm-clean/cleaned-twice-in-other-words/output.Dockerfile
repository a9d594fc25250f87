FROM fedora:40
RUN dnf -y install git && dnf -y install jq && dnf -y clean all
