FROM ruby:2.6-alpine
ENV BUNDLE_PATH /bundle
RUN gem install bundler:2.0.1
RUN bundle install --jobs 20
