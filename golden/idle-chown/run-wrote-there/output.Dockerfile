FROM debian:12
COPY src /app
RUN make -C /app
RUN find /app \( ! -user root -o ! -group root \) -exec chown -h root:root {} +
