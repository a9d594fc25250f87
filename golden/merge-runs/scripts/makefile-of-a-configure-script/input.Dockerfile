FROM gcc:13
WORKDIR /src
RUN git clone https://example.org/x . && ./configure && make && make install
RUN id > /id.txt
