FROM debian:bookworm-slim
RUN set -e; echo a > /a
RUN echo "$(false; echo x)" > /b && echo c > /c
RUN echo "$(false; echo y)" > /d; false; echo e > /e
# expect: SL101
