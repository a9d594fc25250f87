FROM gradle:8
COPY . .
RUN gradle build --no-daemon && rm -rf "${GRADLE_USER_HOME:-$HOME/.gradle}/caches"
