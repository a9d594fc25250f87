FROM debian:bookworm-slim
RUN cd /bin && ln -sf bash sh
RUN echo "${BASH_VERSION:+bash}" > /which
# expect: nothing
