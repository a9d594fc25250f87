FROM corp.example/base:12
RUN a && b
RUN c && d
