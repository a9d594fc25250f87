FROM debian:12
WORKDIR /src
COPY . .
RUN dpkg-buildpackage -us -uc -b
RUN id -G > /id.txt
