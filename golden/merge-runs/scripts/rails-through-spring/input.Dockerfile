FROM ruby:3.2
WORKDIR /app
COPY bin ./bin
RUN bin/rails db:prepare
RUN bin/spring status
