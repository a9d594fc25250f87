FROM debian:12
RUN ./mill app.assembly
RUN ps > /ps.txt
