FROM debian:12
RUN python3 -c "from os import system as s; s('x')"
RUN id > /id.txt
