FROM example/python
RUN set -e; pip install -U pip; echo done
RUN pip install flask
