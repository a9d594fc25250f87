FROM python:3.12
RUN poetry add x && rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts
RUN poetry self x && rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts
RUN poetry sync x && rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts
RUN poetry update x && rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts
