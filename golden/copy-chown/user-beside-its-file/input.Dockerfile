FROM debian:12
COPY homepage /homepage
RUN useradd someone
RUN chown 1:1 /homepage
