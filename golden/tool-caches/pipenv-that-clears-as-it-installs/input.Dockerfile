FROM python:3.12
RUN cd /a && pipenv install --clear && cd /b && pipenv install --clear && pipenv --clear
