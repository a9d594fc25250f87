# syntax=docker/dockerfile:1-labs
FROM debian:12
RUN --security=insecure mount -t tmpfs none /mnt
RUN --security=insecure make two
