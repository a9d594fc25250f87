FROM debian:12
RUN awk -F: '/a|b/ { print $1 "|" $2 }' /etc/passwd && \
    id > /id.txt
