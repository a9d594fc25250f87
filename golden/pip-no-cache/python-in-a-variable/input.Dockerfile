ARG python_version
FROM python:3.12-slim
ARG python_version
ENV PYTHON=python${python_version}
COPY requirements.txt /
RUN $PYTHON -m pip install -r /requirements.txt && "${PYTHON}" -m pip install x && python$python_version -m pip install y
