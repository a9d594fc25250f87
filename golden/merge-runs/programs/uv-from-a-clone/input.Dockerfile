FROM python:3.12
RUN uv tool run --from git+https://code.example/tool mytool
RUN id -G > /id.txt
