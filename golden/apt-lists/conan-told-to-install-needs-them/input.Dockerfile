FROM debian:12
RUN apt-get update && apt-get install -y python3-conan cmake
COPY global.conf /root/.conan2/
RUN conan install --requires=xorg/system
