FROM example.com/a
RUN apt-get update && apt-get install -y a
COPY a /a
RUN apt-get autoclean && ls
