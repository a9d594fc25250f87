FROM python:3.12
COPY lib.pth /usr/local/lib/python3.12/site-packages/
RUN python -c 'print(1)' && \
    test ! -e /dev/shm/x
