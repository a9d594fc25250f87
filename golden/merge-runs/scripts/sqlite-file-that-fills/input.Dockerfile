FROM debian:12
WORKDIR /src
COPY . ./
RUN sqlite3 app.db < fill.sql
RUN id > /id.txt
