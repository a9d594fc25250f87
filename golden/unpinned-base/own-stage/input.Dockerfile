FROM ubuntu:24.04 AS base
RUN true
FROM base
RUN true
