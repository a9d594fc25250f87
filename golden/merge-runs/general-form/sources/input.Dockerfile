FROM debian:12
RUN . /etc/profile.d/x.sh && make one
RUN make two
