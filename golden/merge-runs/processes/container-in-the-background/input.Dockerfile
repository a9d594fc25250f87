FROM debian:12
RUN docker run -d x
RUN ps > /ps.txt
