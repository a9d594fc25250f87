FROM example/python
RUN set -e; ( set -e; pip install -U pip; echo done ); \
    pip install flask
