FROM python:3.12
RUN for x in a b; do pip install --no-cache-dir $x || exit 1; done
