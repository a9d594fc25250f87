FROM fedora:40
RUN dnf -y install git && dnf clean all && dnf -y install jq && dnf -y clean all
