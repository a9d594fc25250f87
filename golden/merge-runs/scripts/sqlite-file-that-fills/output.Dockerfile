FROM debian:12
WORKDIR /src
COPY . ./
RUN sqlite3 app.db < fill.sql && \
    id > /id.txt
