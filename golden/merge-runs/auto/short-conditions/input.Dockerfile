FROM debian:12
RUN if [ "$A" = 1 ]; then touch /a; fi
RUN if [ "$A" = 2 ]; then touch /b; fi

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
