FROM corp.example/base:12
RUN echo "$(cat /etc/missing.conf; echo none)" > /a
RUN echo a > /b
