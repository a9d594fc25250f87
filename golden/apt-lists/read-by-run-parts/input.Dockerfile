FROM debian:12
RUN apt-get update && apt-get install -y git
COPY build.d /build.d/
RUN run-parts --exit-on-error /build.d
