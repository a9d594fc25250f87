FROM python:3.12-slim
RUN pip3 install -U pip && \
    pip3.12 -q install a && \
    python -m pip install b && \
    python3.12 -I -m pip wheel c && \
    /opt/venv/bin/pip install d
