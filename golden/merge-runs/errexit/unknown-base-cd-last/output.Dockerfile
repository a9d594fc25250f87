FROM example.com/base
RUN touch /opt/a.tar && \
    cd /opt && tar xf a.tar && \
    rm a.tar
RUN touch /b
