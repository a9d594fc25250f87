FROM ruby:3.3
WORKDIR /rails
COPY Gemfile Gemfile.lock ./
RUN bundle install && rm -rf /usr/local/bundle/cache/*.gem
RUN useradd rails && chown -R rails:rails /usr/local/bundle
USER rails
CMD ["rails", "server"]
