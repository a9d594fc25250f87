FROM debian:12
RUN touch /a
RUN touch /b
RUN one && two && three
RUN touch /c
RUN touch /d

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
