FROM ruby:3.3
RUN ( bundle --version && gem install bundler ) && \
    bundle install
