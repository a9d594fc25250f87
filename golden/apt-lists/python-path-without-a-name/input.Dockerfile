FROM debian:12
RUN apt-get update && apt-get install -y python3
ENV PYTHONPATH="${PYTHONPATH}:${PWD}" MAKEFILES=" "
RUN make -v
CMD python3 -u main.py
