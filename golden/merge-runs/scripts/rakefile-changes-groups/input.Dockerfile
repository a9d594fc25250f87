FROM ruby:3
WORKDIR /src
COPY Rakefile ./
RUN bundle exec rake setup
RUN id > /id.txt
