FROM debian:12
RUN echo "#!/bin/sh" >> /start

RUN make install

RUN chmod +x /start

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
