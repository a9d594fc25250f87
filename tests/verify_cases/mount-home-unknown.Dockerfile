FROM python:stand-in
RUN useradd -m -u 1001 app
USER app
WORKDIR /home/app
RUN pip install --target lib large
# expect: SL205 cache-mount
