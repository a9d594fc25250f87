FROM debian:12
ONBUILD RUN make one
ONBUILD COPY . /app
ONBUILD RUN make two
