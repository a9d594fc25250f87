FROM debian:12
RUN perl -e 'print "@{[system(q(x))]}"' 
RUN id > /id.txt
