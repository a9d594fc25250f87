FROM debian:12
WORKDIR /src
ENV PATH=/opt/t:$PATH
COPY bin /opt/t
RUN mkuser
RUN id > /id.txt
