FROM debian:12
RUN cd /bin && ln -sf bash sh
RUN make two
