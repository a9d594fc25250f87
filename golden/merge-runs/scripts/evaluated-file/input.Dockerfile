FROM debian:12
WORKDIR /app
COPY . ./
RUN eval "$(cat x.sh)"
RUN id > /id.txt
