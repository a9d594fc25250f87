FROM python:3.12
RUN bash -c 'source a; pip install --no-cache-dir $X'
