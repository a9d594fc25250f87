FROM debian:12
RUN mkdir /data
CMD ["a"]
