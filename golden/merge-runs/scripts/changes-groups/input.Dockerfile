FROM debian:12
COPY mkuser.sh /mkuser.sh
RUN /mkuser.sh
RUN id > /id.txt
