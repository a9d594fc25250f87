FROM ruby:3.3
RUN bundle && rm -rf /usr/local/bundle/cache/*.gem
RUN bundle update x && rm -rf /usr/local/bundle/cache/*.gem
