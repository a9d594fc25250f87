ARG python_version
FROM python:3.12-slim
ARG python_version
ENV PYTHON=python${python_version}
COPY requirements.txt /
RUN $PYTHON -m pip install --no-cache-dir -r /requirements.txt && "${PYTHON}" -m pip install --no-cache-dir x && python$python_version -m pip install --no-cache-dir y
