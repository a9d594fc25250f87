FROM clojure:temurin-21-lein
COPY . .
RUN lein deps
RUN lein uberjar && rm -rf "$HOME/.m2/repository"
CMD ["java", "-jar", "target/app.jar"]
