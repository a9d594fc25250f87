FROM debian:bookworm-slim
COPY install.sh /entrypoint
RUN sed -i 's/a/b/' /entrypoint
RUN chmod 750 /entrypoint
RUN chown www-data:www-data /entrypoint
# expect: SL301 SL302
