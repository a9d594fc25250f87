FROM python:3.12-slim
RUN bash -lc 'source /venv/bin/activate && pip install flask' && sh -c "pip install \
      django"
