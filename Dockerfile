# dslim in a container: docker run --rm -v "$PWD:/work" dslim fix --check
FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY grammar/ grammar/
COPY rewrite/ rewrite/
RUN python -m venv /opt/dslim && \
    /opt/dslim/bin/pip install --no-cache-dir --disable-pip-version-check '.[bake,verify]'

FROM python:3.12-slim
# git tells what has changed (--since, --staged), and the modes that files have in a commit
RUN apt-get update && \
    apt-get install -y --no-install-recommends git && \
    rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/dslim /opt/dslim
ENV PATH=/opt/dslim/bin:$PATH \
    DSLIM_CACHE_DIR=/tmp/dslim
WORKDIR /work
ENTRYPOINT ["dslim"]
CMD ["fix", "--check"]
