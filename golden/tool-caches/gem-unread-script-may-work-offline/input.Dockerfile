FROM ruby:3
WORKDIR /web
RUN gem install x
RUN git clone https://example.org/x /x && sh /x/again.sh
