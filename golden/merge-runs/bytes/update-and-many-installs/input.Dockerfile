FROM debian:12
RUN apt-get update
RUN apt-get install -y a
RUN apt-get install -y b
RUN apt-get install -y c
RUN apt-get install -y d
RUN apt-get install -y e
RUN apt-get install -y f
RUN apt-get install -y g
RUN apt-get install -y h
RUN apt-get install -y i
RUN apt-get install -y j
RUN apt-get install -y k
RUN apt-get install -y l
RUN make
