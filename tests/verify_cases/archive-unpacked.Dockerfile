FROM busybox
WORKDIR /tmp
RUN echo x > x && tar cf big.tar x && rm x
RUN tar xf big.tar -C / && rm big.tar
# expect: SL101
