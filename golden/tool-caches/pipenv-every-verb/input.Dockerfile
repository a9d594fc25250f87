FROM python:3.12
RUN pipenv lock x
RUN pipenv sync x
RUN pipenv update x
RUN pipenv upgrade x
