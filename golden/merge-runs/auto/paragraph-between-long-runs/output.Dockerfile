FROM debian:12
RUN touch /a && \
    touch /b
RUN one && two && three
RUN touch /c && \
    touch /d

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip && \
    rm /tmp/a.zip
