FROM debian:12
RUN git clone https://example.com/a.git /opt/a
RUN curl -fo x.tgz https://example.com/x.tgz && tar -xf x.tgz && rm x.tgz && ( cd x && make ) && rm -r x
