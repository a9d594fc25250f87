FROM debian:12
RUN wget https://example.org/setup.sh && bash setup.sh
