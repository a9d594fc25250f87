FROM debian:12
RUN keyctl add user a b @s
RUN keyctl show @s > /l
