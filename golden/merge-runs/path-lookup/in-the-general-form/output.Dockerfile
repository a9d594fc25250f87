FROM debian:12
RUN set -e; ( set +e; ( pip install --upgrade pip ) && \
    { . /env; make one; } ); \
    pip install flask
