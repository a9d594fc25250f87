FROM gcc:13
WORKDIR /src
COPY Makefile ./
RUN make users
RUN id > /id.txt
