FROM debian:12
WORKDIR /src
COPY . ./
RUN yarn install
RUN id > /id.txt
