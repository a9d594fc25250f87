FROM debian:12
RUN perl -pi -e 's/x/unknown(1)/e' f
RUN id > /id.txt
