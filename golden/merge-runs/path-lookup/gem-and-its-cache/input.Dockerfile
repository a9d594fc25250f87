FROM debian:12
RUN gem install nokogiri && rm -rf /var/lib/gems/*/cache/*.gem
RUN gem install bundler
