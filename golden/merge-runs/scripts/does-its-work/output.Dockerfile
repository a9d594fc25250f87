FROM debian:12
WORKDIR /app
COPY a.sh .
RUN ./a.sh && \
    make two
