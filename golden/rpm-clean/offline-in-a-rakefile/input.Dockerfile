FROM fedora:40
WORKDIR /app
COPY . .
RUN dnf install -y x
RUN bundle exec rake
