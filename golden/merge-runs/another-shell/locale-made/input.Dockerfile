FROM debian:12
ENV LANG=de_DE.UTF-8
RUN localedef -i de_DE -f UTF-8 de_DE.UTF-8
RUN ls /usr/share/*
