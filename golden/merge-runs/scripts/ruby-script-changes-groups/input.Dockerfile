FROM ruby:3
WORKDIR /src
COPY up.rb ./
RUN bundle exec ruby up.rb
RUN id > /id.txt
