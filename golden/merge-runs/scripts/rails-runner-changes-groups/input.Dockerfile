FROM ruby:3
WORKDIR /app
COPY . ./
RUN bin/rails runner "system('usermod -aG video root')"
RUN id > /id.txt
