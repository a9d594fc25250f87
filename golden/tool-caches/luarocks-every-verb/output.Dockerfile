FROM debian:12
RUN luarocks build x && rm -rf ~/.cache/luarocks
RUN luarocks make x && rm -rf ~/.cache/luarocks
