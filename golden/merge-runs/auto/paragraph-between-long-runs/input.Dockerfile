FROM debian:12
RUN touch /a
RUN touch /b
RUN one && two && three
RUN touch /c
RUN touch /d
