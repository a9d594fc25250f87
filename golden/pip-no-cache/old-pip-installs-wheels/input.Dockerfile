FROM debian:9
RUN pip2 install --upgrade setuptools
RUN pip3 install -U setuptools wheel==0.33
RUN pip install --upgrade pip cffi
