FROM debian:12
RUN /usr/lib/postgresql/*/bin/postgres
RUN make two
