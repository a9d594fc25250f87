FROM debian:12
COPY nvm.sh .
RUN . ./nvm.sh; apt-get update; if apt-get install -y a; then b; c; fi
