FROM debian:12
RUN make one
LABEL a=b
EXPOSE 80
HEALTHCHECK CMD true
RUN make two
CMD ["x"]
ENTRYPOINT ["y"]
RUN make three
STOPSIGNAL 9
