FROM python:3.12
RUN pipenv lock x && rm -rf ~/.cache/pipenv ~/.cache/pip
RUN pipenv sync x && rm -rf ~/.cache/pipenv ~/.cache/pip
RUN pipenv update x && rm -rf ~/.cache/pipenv ~/.cache/pip
RUN pipenv upgrade x && rm -rf ~/.cache/pipenv ~/.cache/pip
