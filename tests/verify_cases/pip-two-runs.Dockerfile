FROM python:stand-in
RUN pip install --no-cache-dir tiny
RUN pip install --no-cache-dir large
RUN python3 -c 'import tiny, large'
# expect: SL101
