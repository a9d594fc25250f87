FROM example/python
SHELL ["/bin/sh", "-c"]
RUN set -ex && pip install -U pip && echo done
RUN pip install flask
