FROM debian:12
RUN yarn nx run app:build
RUN ps > /ps.txt
