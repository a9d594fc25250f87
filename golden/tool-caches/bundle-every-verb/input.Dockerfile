FROM ruby:3.3
RUN bundle
RUN bundle update x
