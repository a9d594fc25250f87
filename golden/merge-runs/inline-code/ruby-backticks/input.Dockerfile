FROM debian:12
RUN ruby -e 'puts `x`' 
RUN id > /id.txt
