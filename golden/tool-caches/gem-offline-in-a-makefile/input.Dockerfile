FROM debian:12
WORKDIR /app
COPY . .
RUN gem install x
RUN make
