FROM debian:12
WORKDIR /src
RUN sqlite3 app.db 'create table a (b)' && \
    id > /id.txt
