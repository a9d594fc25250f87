FROM debian:12
USER me
RUN sudo wget -P /tmp https://example.org/a.tgz && tar xf /tmp/a.tgz -C ~ && sudo rm -f /tmp/a.tgz
