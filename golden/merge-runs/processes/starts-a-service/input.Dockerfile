FROM debian:12
RUN service postgresql start
RUN make two
