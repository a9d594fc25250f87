FROM python:3.12
RUN apt-get update && apt-get -y install curl gnupg && rm -rf /var/lib/apt/lists/*
RUN curl -sL https://deb.nodesource.com/setup_22.x | bash - && apt-get -y install nodejs
COPY a /a
RUN apt-get install -y b
