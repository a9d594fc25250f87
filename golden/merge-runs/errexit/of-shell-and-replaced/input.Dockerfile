FROM example/python
SHELL ["/bin/bash", "-ec"]
RUN pip install -U pip; echo done
RUN pip install flask
