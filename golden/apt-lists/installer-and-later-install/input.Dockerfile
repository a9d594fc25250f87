FROM node:20
RUN curl -fsSL https://deb.nodesource.com/setup_20.x | bash - && apt-get install -y nodejs
COPY . /srv
RUN apt-get install -y git
