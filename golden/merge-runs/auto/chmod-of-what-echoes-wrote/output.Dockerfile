FROM debian:12
RUN echo "#!/bin/sh" >> /start && \
    echo "exec server" >> /start && \
    chmod +x /start
