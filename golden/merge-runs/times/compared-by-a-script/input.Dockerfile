FROM debian:12
COPY newer.sh /newer.sh
RUN echo b > /out
RUN echo c > /src
RUN sh /newer.sh
