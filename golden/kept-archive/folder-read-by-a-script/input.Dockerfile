FROM debian:12
RUN curl -fsSLo /tmp/t.tgz https://example.org/t.tgz && tar -xzf /tmp/t.tgz -C /opt
COPY report.py /r/
RUN python3 /r/report.py > /report.txt
