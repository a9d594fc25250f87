FROM debian:12
COPY --chmod=755 entrypoint /entrypoint
RUN sed -i 's/\r$//g' /entrypoint
