FROM debian:12
WORKDIR /app
COPY h.sh /h.sh
RUN sh /h.sh
RUN make two
