FROM ubuntu:18.04
RUN echo a >> b
RUN pip install librosa==0.8.1 && \
    pip install 'numpy<=1.19.5' && \
    rm -rf ~/.cache/pip
