FROM debian:12
RUN ln -s /usr/share/easy-rsa/easyrsa /usr/local/bin
COPY run.sh /usr/local/bin/
RUN chmod a+x /usr/local/bin/*
