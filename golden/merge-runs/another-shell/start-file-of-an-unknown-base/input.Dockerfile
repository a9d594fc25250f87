FROM corp.example/base:1
RUN echo 'export LATER=1' >> /etc/start.env
RUN echo later $LATER > /log
