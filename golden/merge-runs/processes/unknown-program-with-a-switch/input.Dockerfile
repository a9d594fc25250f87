FROM debian:12
RUN foo -d
RUN ps > /ps.txt
