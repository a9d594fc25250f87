FROM ruby:3.3
RUN gem i x && rm -rf /usr/local/bundle/cache/*.gem
