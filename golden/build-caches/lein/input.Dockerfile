FROM clojure:temurin-21-lein
COPY . .
RUN lein deps
RUN lein uberjar
CMD ["java", "-jar", "target/app.jar"]
