FROM python:stand-in
RUN python3 -m pip install --upgrade tiny
RUN python3 -m pip install large
# expect: SL205
