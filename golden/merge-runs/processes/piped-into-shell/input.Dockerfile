FROM debian:12
RUN echo "service mysql start" | sh
RUN make two
