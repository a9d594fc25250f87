FROM python:3.12-slim
RUN bash -lc 'source /venv/bin/activate && pip install --no-cache-dir flask' && sh -c "pip install --no-cache-dir \
      django"
