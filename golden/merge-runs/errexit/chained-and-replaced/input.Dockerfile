FROM example/python
RUN set -ex && pip install -U pip && echo done
RUN pip install flask
