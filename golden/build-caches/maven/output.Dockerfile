FROM maven:3-eclipse-temurin-21
COPY . .
RUN mvn -B package && rm -rf "$HOME/.m2/repository"
CMD ["java", "-jar", "target/app.jar"]
