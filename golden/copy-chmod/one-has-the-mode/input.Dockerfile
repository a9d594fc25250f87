FROM debian:12
COPY run.sh stop.sh /usr/local/bin/
RUN chmod +x /usr/local/bin/run.sh /usr/local/bin/stop.sh
CMD ["run.sh"]
