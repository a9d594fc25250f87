FROM debian:12
RUN echo "#!/bin/sh" >> /start

RUN make install

RUN chmod +x /start
