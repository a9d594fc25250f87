FROM ruby:3.3
ENV BUNDLE_PATH="/usr/local/bundle"
RUN bundle install && rm -rf ~/.bundle/ "${BUNDLE_PATH}"/ruby/*/cache
