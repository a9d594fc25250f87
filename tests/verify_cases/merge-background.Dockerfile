FROM busybox
RUN sleep 60 &
RUN echo a > /a
# expect: nothing
