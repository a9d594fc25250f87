FROM debian:12
RUN docker-entrypoint.sh mysqld
RUN make two
