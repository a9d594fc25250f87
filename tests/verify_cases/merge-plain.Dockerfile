FROM busybox
RUN echo a > /a
RUN echo b > /b
RUN echo c > /c
# expect: SL101
