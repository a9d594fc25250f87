FROM debian:12
RUN pip install flask; pip install lxml
RUN pip install pika
RUN curl https://example.org/tool -o /usr/local/bin/tool
RUN chmod a+rx /usr/local/bin/tool
