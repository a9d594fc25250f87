FROM fedora:39
RUN dnf install -y findutils
COPY gradlew ./
RUN ./gradlew build
