FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY . /s
RUN cmake -S /s -B /b -DCMAKE_TOOLCHAIN_FILE=/s/arm.cmake
