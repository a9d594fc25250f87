FROM ruby:3.3
ENV BUNDLE_PATH=/app/vendor
RUN bundle install
