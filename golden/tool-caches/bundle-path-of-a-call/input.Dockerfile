FROM ruby:3.3
ENV BUNDLE_PATH=/bundle
RUN BUNDLE_PATH=/other bundle install
