FROM python:3.12
RUN poetry add x
RUN poetry self x
RUN poetry sync x
RUN poetry update x
