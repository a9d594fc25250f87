FROM debian:12
COPY <<a.sh <<b.txt /usr/local/bin/
echo a
a.sh
b
b.txt
RUN chmod +x /usr/local/bin/a.sh
