FROM debian:12
RUN ( pip install x && rm -rf /opt/venv ) && \
    pip install y
