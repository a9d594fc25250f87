FROM debian:12
RUN mkdir /real && ln -s /real /app
COPY src /app/x
RUN chown -R 5:6 /app/x
