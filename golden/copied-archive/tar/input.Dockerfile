FROM debian:12
COPY dist/app.tar.gz /tmp/
ENV A=b
RUN mkdir /app && \
    tar -xzf /tmp/app.tar.gz -C /app && \
    rm -f /tmp/app.tar.gz
