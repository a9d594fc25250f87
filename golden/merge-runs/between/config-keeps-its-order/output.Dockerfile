FROM debian:12
RUN make one && \
    make two && \
    make three
LABEL a=b
EXPOSE 80
HEALTHCHECK CMD true
CMD ["x"]
ENTRYPOINT ["y"]
STOPSIGNAL 9
