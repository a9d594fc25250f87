FROM debian:12
RUN touch /a
RUN touch /b
RUN service nginx start
RUN touch /c
RUN touch /d
