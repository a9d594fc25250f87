FROM busybox
RUN echo a > /a
ONBUILD RUN echo child > /child
RUN echo b > /b
LABEL x=y
RUN echo c > /c
# expect: SL101
