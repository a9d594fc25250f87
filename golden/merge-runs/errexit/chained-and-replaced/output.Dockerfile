FROM example/python
RUN set -e; ( set -ex && pip install -U pip && echo done ); \
    pip install flask
