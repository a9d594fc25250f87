FROM ruby:3.3
ARG BUNDLE_PATH=/bundle
RUN bundle install
