FROM debian:12
RUN echo "#!/bin/sh" >> /start
RUN echo "exec server" >> /start

RUN chmod +x /start
