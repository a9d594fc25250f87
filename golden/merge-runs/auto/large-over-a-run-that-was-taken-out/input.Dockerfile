FROM debian:12
RUN curl -o /opt/a.tar.gz https://example.org/a.tar.gz
#RUN ln -s /opt/a /opt/b
RUN tar xzf /opt/a.tar.gz -C /opt && rm /opt/a.tar.gz
