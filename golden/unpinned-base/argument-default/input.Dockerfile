ARG BASE=ubuntu
FROM $BASE
RUN true
