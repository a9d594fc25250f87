FROM debian:12
WORKDIR /src
RUN git submodule foreach 'usermod -aG staff root'
RUN id > /id.txt
