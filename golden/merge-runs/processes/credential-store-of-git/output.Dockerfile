FROM debian:12
RUN git config --global credential.helper store && \
    git clone https://example.org/x
