FROM example/python
SHELL ["/bin/bash", "-ec"]
RUN ( pip install -U pip; echo done ); \
    pip install flask
