FROM gradle:8
COPY . .
RUN gradle build --no-daemon
