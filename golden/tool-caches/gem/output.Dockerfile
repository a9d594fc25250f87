FROM ruby:3.3
RUN gem install sass --no-document && rm -rf /usr/local/bundle/cache/*.gem
