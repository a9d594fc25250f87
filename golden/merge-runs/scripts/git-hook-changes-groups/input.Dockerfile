FROM debian:12
WORKDIR /app
COPY . ./
RUN git config core.hooksPath hooks && git commit -m x
RUN id > /id.txt
