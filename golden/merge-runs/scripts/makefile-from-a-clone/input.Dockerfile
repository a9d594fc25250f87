FROM gcc:13
WORKDIR /src
RUN git clone https://example.org/x . && make users
RUN id > /id.txt
