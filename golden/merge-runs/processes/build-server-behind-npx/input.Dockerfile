FROM debian:12
RUN npx nx build app
RUN ps > /ps.txt
