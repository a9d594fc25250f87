FROM example/conda-last-on-path
SHELL ["/bin/sh", "-c"]
RUN pip --version; apt-get install -y python3-pip
RUN pip install x
