FROM debian:12
RUN echo 'export PATH=/opt/bin:$PATH' >> /root/.bashrc
WORKDIR /srv
RUN bash -ic true && \
    redis-cli ping
