FROM example.com/base
RUN cd /opt && ./setup
RUN touch /a
