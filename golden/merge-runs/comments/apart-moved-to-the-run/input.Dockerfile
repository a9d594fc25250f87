FROM debian:12
RUN mkdir /a
# moved from the entry point to this RUN
RUN mkdir /b
