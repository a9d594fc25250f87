FROM debian:12
RUN ls > /dev/null
RUN bash -c 'echo $BASHPID' > /a
