ARG BASE=corp.example/base:12
FROM $BASE
RUN a; b
RUN c
