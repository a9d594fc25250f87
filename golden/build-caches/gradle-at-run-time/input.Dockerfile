FROM eclipse-temurin:21
COPY . .
RUN ./gradlew build
CMD ./gradlew bootRun
