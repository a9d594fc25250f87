FROM python:3.12
RUN echo 'import hooks' > /usr/local/lib/python3.12/site-packages/sitecustomize.py
WORKDIR /srv
RUN python -c 'print(1)'
RUN test ! -e /dev/shm/x
