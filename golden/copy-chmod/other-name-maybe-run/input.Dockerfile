FROM debian:12
ADD https://example.com/init.sh /bin/setup
RUN chmod 755 /bin/setup && { /bin/setup || true; }
COPY start.sh /bin/begin
RUN chmod 755 /bin/begin
ENTRYPOINT ["/bin/begin"]
ENTRYPOINT ["/bin/sh"]
