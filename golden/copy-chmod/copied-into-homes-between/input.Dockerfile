FROM debian:12
COPY run.sh /etc/skel/run.sh
RUN useradd -m app
RUN chmod 755 /etc/skel/run.sh
