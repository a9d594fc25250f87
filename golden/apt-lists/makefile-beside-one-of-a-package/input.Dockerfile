FROM registry.example/cuda:9
RUN apt-get update && apt-get install -y make cuda-samples-9-0
WORKDIR /usr/local/cuda-9.0/mine
RUN make
