FROM ruby:3.3
RUN cd /a && bundle install && bundle clean && cd /b && bundle install && bundle clean && rm -rf /usr/local/bundle/cache/*.gem
