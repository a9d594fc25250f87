FROM debian:12
RUN mkdir -p /etc/proxy
COPY --chown=www-data:www-data src/main.js /etc/proxy/main.js
COPY --chown=www-data:www-data src /opt/java/tool
RUN chown www-data:www-data /etc/proxy /opt/java
