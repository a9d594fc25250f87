FROM example/with-ruby
RUN gem install sass
