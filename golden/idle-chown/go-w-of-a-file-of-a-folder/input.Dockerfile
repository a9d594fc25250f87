FROM debian:12
COPY conf /etc/app
RUN chmod go-w /etc/app/app.conf
