FROM ruby:3.3
COPY Gemfile* ./
RUN bundle install --jobs 4 && rm -rf /usr/local/bundle/cache/*.gem
