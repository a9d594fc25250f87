FROM debian:12
WORKDIR /src
COPY Makefile in.txt ./
RUN make out.txt
RUN echo more >> in.txt && make out.txt
