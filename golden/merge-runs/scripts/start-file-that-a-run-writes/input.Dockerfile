FROM debian:12
RUN echo 'redis-server --daemonize yes' >> /root/.bashrc
WORKDIR /srv
RUN bash -ic true
RUN redis-cli ping
