FROM debian:12
RUN echo b > /out
RUN echo c > /src
RUN if [ /src -nt /out ]; then cp /src /out; fi
