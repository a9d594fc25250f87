FROM debian:12
RUN ./gradlew build
RUN make two
