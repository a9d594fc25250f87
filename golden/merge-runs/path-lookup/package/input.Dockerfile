FROM example/conda-last-on-path
RUN pip --version; apt-get install -y python3-pip
RUN pip install x
