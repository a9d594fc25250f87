FROM maven:3-eclipse-temurin-21
COPY . .
RUN mvn -B package
RUN lein with-profile x pom
CMD ["java", "-jar", "target/app.jar"]
