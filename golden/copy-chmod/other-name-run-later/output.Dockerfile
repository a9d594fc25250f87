FROM debian:12
ADD --chmod=755 https://example.com/init.sh /bin/setup
RUN VERBOSE=1 /bin/setup --all
COPY --chmod=755 start.sh /bin/begin
CMD ["/bin/begin"]
