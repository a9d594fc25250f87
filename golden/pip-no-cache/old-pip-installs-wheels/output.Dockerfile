FROM debian:9
RUN pip2 install --no-cache-dir --upgrade setuptools
RUN pip3 install --no-cache-dir -U setuptools wheel==0.33
RUN pip install --upgrade pip cffi && rm -rf ~/.cache/pip
