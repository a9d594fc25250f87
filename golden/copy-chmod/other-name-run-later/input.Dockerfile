FROM debian:12
ADD https://example.com/init.sh /bin/setup
RUN chmod a+rx /bin/setup && VERBOSE=1 /bin/setup --all
COPY start.sh /bin/begin
RUN chmod 755 /bin/begin
CMD ["/bin/begin"]
