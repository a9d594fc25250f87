FROM clojure:temurin-21-lein
COPY . .
RUN lein deps
CMD lein run
