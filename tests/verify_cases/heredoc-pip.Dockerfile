FROM python:stand-in
RUN <<EOF
set -e
pip install tiny
echo "$?" > /status
EOF
# expect: SL205
