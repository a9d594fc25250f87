FROM ubuntu:18.04
RUN cat a.txt | xargs -n1 pip install
