FROM debian:12
COPY app.tgz /data/
RUN tar xf /data/app.tgz
CMD ["serve", "/data/app.tgz"]
