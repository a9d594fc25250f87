FROM debian:12
RUN su - postgres -c "pg_ctl -D $PGDATA start"
RUN make two
