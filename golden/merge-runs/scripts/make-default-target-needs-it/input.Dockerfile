FROM gcc:13
WORKDIR /src
COPY Makefile ./
RUN make
RUN id > /id.txt
