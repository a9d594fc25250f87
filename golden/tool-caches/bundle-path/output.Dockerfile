FROM ruby:2.6-alpine
ENV BUNDLE_PATH /bundle
RUN gem install bundler:2.0.1 && rm -rf /usr/local/bundle/cache/*.gem
RUN bundle install --jobs 20 && rm -rf /bundle/cache/*.gem /bundle/ruby/*/cache/*.gem
