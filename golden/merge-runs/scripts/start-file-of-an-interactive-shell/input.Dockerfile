FROM debian:12
COPY bashrc /root/.bashrc
RUN bash -ic true
RUN pgrep sleep
