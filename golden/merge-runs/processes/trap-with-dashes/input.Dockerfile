FROM debian:12
RUN trap -- 'service x start' EXIT; make one
RUN make two
