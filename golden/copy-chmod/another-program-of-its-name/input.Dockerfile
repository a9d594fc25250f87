FROM python:3
COPY bin /opt/bin
ENV PATH=/opt/bin:$PATH
RUN curl -fsSL https://example.com/a -o /a
RUN chmod -R 755 /opt/bin
