FROM debian:12
RUN useradd -m git
COPY authorized_keys /home/git/.ssh/authorized_keys

RUN chown 33.33 /home/git/.ssh/authorized_keys \
    && chmod 0600 /home/git/.ssh/authorized_keys
