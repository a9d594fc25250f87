FROM debian:12
WORKDIR /src
COPY . ./
RUN python3 app.pyz
RUN id > /id.txt
