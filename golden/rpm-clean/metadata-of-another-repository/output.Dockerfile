FROM fedora:40
RUN dnf install -y gcc
RUN curl -o /opt/t.sh https://example.com/t.sh && sh /opt/t.sh
RUN dnf config-manager --add-repo https://example.com/x.repo
RUN dnf install -y git && dnf clean all
