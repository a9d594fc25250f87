FROM debian:12
WORKDIR /app
COPY env.sh /env.sh
RUN . /env.sh
RUN make two
