FROM busybox
WORKDIR /w
RUN cd /tmp && touch a
RUN touch b
RUN pwd > c
# expect: SL101
