FROM busybox
SHELL ["/bin/sh", "-euc"]
RUN echo a > /a
RUN echo b > /b; echo c > /c
# expect: SL101
