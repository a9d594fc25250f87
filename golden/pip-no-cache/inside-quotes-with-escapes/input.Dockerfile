FROM python:3.12-slim
RUN bash -c "echo \"x\" && pip install flask"
