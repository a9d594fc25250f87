FROM debian:12
RUN cd /tmp && wget https://example.org/a.tgz && tar xf a.tgz -C /opt
RUN rm -r /tmp/*
