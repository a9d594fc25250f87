FROM example/python
SHELL ["/bin/sh", "-c"]
RUN set -e; ( set -ex && pip install -U pip && echo done ); \
    pip install flask
