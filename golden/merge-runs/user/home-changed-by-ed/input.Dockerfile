FROM debian:12
RUN echo w | ed /etc/passwd
RUN echo $HOME > /x
