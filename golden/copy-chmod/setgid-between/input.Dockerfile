FROM debian:12
COPY src /opt/app
RUN chmod g+s /opt/app
RUN chmod -R 750 /opt/app
