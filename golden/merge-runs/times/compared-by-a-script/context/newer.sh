[ /src -nt /out ] && cp /src /out
