FROM python:3.12
RUN for x in a b; do pip install $x || exit 1; done
