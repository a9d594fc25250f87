FROM debian:bookworm-slim
WORKDIR /opt
RUN tar -czf a.tgz /usr/share/zoneinfo /etc
ENV TOOL_HOME=/opt/tool
RUN mkdir $TOOL_HOME && tar -xzf a.tgz -C $TOOL_HOME
RUN mv $TOOL_HOME/etc /opt/moved
RUN rm a.tgz
RUN chmod -R go-w /opt/tool
CMD ["sh"]
# merge-auto, expect: SL101
