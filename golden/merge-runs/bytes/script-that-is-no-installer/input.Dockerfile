FROM debian:12
RUN curl -o /setup.sh https://example.org/setup.sh
RUN bash /setup.sh
