FROM ruby:3.3
RUN gem i x
