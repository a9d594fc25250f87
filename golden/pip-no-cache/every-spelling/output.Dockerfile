FROM python:3.12-slim
RUN pip3 install --no-cache-dir -U pip && \
    pip3.12 -q install --no-cache-dir a && \
    python -m pip install --no-cache-dir b && \
    python3.12 -I -m pip wheel --no-cache-dir c && \
    /opt/venv/bin/pip install --no-cache-dir d
