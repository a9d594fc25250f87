FROM gcc:13
WORKDIR /src
RUN git clone https://example.org/x . && ./configure && make && make install && \
    id > /id.txt
