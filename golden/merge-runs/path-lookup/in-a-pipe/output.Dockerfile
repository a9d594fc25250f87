FROM debian:12
RUN ( pip install --upgrade pip ) && \
    pip freeze | tee /requirements.txt
