FROM nickblah/lua:5.4-luarocks
RUN luarocks install lpeg
