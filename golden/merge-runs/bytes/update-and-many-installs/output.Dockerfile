FROM debian:12
RUN apt-get update && \
    apt-get install -y a && \
    apt-get install -y b && \
    apt-get install -y c && \
    apt-get install -y d && \
    apt-get install -y e && \
    apt-get install -y f && \
    apt-get install -y g && \
    apt-get install -y h && \
    apt-get install -y i && \
    apt-get install -y j && \
    apt-get install -y k && \
    apt-get install -y l
RUN make
