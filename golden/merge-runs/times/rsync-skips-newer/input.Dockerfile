FROM debian:12
RUN echo 1 > /a
RUN echo 22 > /b
RUN rsync -u /a /b
