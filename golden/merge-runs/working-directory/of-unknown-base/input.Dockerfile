FROM example/base
RUN make one && rm -rf /opt/build
RUN make two
