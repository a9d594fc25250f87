FROM gcc:13
WORKDIR /src
COPY . .
RUN make
RUN id > /id.txt
