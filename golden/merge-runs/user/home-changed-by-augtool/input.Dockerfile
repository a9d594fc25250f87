FROM debian:12
RUN augtool set /files/etc/passwd/root/home /r -s
RUN echo $HOME > /x
