FROM debian:12
RUN luarocks install lpeg && rm -rf ~/.cache/luarocks
RUN git clone https://example.org/models . && python3 fetch.py
