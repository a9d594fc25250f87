FROM debian:12
RUN luarocks build x
RUN luarocks make x
