FROM debian:12
RUN echo b > /out
RUN echo c > /src && cp -u /src /out
