FROM debian:12
RUN echo redis > /etc/services.list
RUN pkill -f '[r]edis' || true
