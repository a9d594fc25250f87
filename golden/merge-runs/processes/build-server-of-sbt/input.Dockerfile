FROM debian:12
RUN sbt compile
RUN ps > /ps.txt
