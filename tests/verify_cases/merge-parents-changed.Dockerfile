FROM busybox
WORKDIR /w/x
RUN rm -rf /w/x && mkdir -p /w/x && touch /w/x/old
RUN touch new && ls > /listing
# expect: nothing
