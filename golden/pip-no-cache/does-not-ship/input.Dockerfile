FROM python:3.12-slim AS build
RUN pip install flask
FROM scratch
COPY --from=build /a /a
