FROM debian:12
RUN touch /a && \
    touch /b
RUN one && two && three
RUN touch /c && \
    touch /d
