FROM debian:12
RUN apt-get install -y ruby && curl -f https://cache.ruby-lang.org/pub/ruby/3.3/ruby-3.3.0.tar.gz | tar xz && cd ruby-3.3.0 && ./configure && make install && gem update --system
