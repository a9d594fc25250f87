FROM busybox
ARG V=1
RUN echo $V > /v
RUN echo "${V}x" > /w
ARG V=2
RUN echo $V > /x
RUN echo $V > /y
# expect: SL101
