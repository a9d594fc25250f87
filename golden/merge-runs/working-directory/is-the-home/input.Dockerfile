FROM debian:12
WORKDIR /home/app
RUN make one && userdel -r app
RUN make two
