FROM example.com/base
RUN touch /a
RUN cd /opt || ./setup
