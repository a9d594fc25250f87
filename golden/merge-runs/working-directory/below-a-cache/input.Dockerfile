FROM example/base
RUN rm -rf /var/cache/work
RUN rm -rf ~/cache
RUN echo done
