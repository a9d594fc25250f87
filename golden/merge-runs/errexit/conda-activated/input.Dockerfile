FROM ubuntu:24.04
RUN . /opt/conda/bin/activate base && make one
RUN make two
