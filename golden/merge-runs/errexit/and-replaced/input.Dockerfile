FROM example/python
SHELL ["/bin/sh", "-c"]
RUN set -e; pip install -U pip; echo done
RUN pip install flask
