FROM busybox
ENV A=1 B="two words"
LABEL a="b c" d=e
EXPOSE 80 443/udp
VOLUME ["/data"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --retries=2 CMD test -e /a
SHELL ["/bin/sh", "-c"]
RUN echo a > /a
RUN echo b > /b
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["cat /a"]
ONBUILD ENV C=3
# expect: SL101
