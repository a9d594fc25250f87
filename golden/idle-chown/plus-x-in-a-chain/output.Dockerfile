FROM debian:12
WORKDIR /app
COPY . .
RUN mkdir -p logs \
 && touch logs/x
