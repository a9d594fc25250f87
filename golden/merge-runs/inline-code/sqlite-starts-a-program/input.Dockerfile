FROM debian:12
WORKDIR /src
RUN sqlite3 app.db '.shell usermod -aG staff root'
RUN id > /id.txt
