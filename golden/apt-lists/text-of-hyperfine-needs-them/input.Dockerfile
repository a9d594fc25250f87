FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY d.sh /d.sh
RUN hyperfine -r1 'sh /d.sh'
