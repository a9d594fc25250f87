FROM debian:12
COPY app.zip /srv/app.zip
RUN cd /srv && unzip app.zip && rm -f app.zip && ls
