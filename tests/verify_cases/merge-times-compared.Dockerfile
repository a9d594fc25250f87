# in one RUN all three would be written within a second, and /src would not be newer
FROM debian:bookworm-slim
RUN echo old > /src && echo out > /out
RUN echo new > /src
RUN if [ /src -nt /out ]; then cp /src /out; fi
RUN cp -u /src /out
# nothing
