# dslim in a container: docker run --rm -v "$PWD:/work" dslim fix --check
# To write (-i) as whoever owns the files: docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" dslim fix -i
# The digest is that of python:3.12-slim in https://github.com/docker-library/repo-info, commit 2986dca3a80c;
# Dependabot moves it (.github/dependabot.yml). What pip installs has its hash in requirements/.
FROM python:3.12-slim@sha256:229a2c5bfa27522db7815ea81f9bed70af17ccb9de9fc7ad142b1877b5830d36 AS python

FROM python AS build
WORKDIR /source
COPY requirements/ requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: \
        -r requirements/build.txt && \
    python -m venv /opt/dslim && \
    /opt/dslim/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: \
        -r requirements/all.txt
COPY pyproject.toml README.md LICENSE ./
COPY grammar/ grammar/
COPY rewrite/ rewrite/
RUN pip wheel --no-cache-dir --disable-pip-version-check --no-deps --no-index --no-build-isolation \
        --wheel-dir /wheel . && \
    /opt/dslim/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-index /wheel/*.whl

FROM python
# git tells what has changed (--since, --staged), and the modes that files have in a commit
RUN apt-get update && \
    apt-get install -y --no-install-recommends git && \
    rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/dslim /opt/dslim
ENV PATH=/opt/dslim/bin:$PATH \
    DSLIM_CACHE_DIR=/tmp/dslim
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["dslim"]
CMD ["fix", "--check"]
