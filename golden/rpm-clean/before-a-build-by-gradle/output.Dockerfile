FROM fedora:39
RUN dnf install -y findutils && dnf clean all
COPY gradlew ./
RUN ./gradlew build
