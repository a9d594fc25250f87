FROM gcc:13
WORKDIR /src
COPY Makefile ./
RUN make build
RUN id > /id.txt
