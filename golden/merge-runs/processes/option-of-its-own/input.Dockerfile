FROM debian:12
RUN uwsgi -d /var/log/uwsgi.log app.ini
RUN make two
