FROM busybox
RUN echo a > /dev/shm/x && ls /dev/shm > /one
RUN ls /dev/shm > /two
# expect: nothing
