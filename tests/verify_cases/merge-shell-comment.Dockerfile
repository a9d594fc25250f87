FROM busybox
# first
RUN echo a > /a
# second
RUN echo b > /b # not a comment for docker, but for the shell

# third
RUN echo c > /c
# expect: SL101
