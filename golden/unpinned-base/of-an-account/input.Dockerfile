FROM someone/thing:1.2
RUN true
