FROM debian:12
RUN ssh -fN -L 5432:localhost:5432 db
RUN make two
