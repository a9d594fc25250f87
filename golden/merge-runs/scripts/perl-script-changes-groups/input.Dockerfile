FROM perl:5
WORKDIR /src
COPY up.pl ./
RUN perl up.pl
RUN id > /id.txt
