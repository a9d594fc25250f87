ARG BASE=base
FROM debian:12 AS base
RUN apt-get update && apt-get install -y curl
FROM ${BASE}
RUN apt-get install -y git
