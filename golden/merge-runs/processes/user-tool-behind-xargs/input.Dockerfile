FROM debian:12
RUN echo adm root | xargs usermod -aG
RUN ps > /ps.txt
