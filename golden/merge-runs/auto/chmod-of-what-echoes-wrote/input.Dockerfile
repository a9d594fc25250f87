FROM debian:12
RUN echo "#!/bin/sh" >> /start
RUN echo "exec server" >> /start

RUN chmod +x /start

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
