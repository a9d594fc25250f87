FROM debian:12
RUN mkdir -p /etc/proxy
COPY src/main.js /etc/proxy/main.js
COPY src /opt/java/tool
RUN chown -R www-data:www-data /etc/proxy /opt/java
