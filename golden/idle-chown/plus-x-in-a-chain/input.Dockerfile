FROM debian:12
WORKDIR /app
COPY . .
RUN mkdir -p logs \
 && chmod a+x ./run.sh \
 && touch logs/x
