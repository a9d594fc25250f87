FROM busybox
RUN false || echo a > /a
RUN test -f /b || echo b > /b
RUN echo c > /c
# expect: SL101
