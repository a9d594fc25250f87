FROM debian:12
WORKDIR /app
COPY . ./
RUN sh -c "$(cat x.sh)"
RUN id > /id.txt
