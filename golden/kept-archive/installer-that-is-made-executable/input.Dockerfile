FROM debian:12
RUN curl -LO https://github.com/Kitware/CMake/releases/download/v3.31.0/cmake-3.31.0-linux-x86_64.sh && chmod +x cmake-3.31.0-linux-x86_64.sh && ./cmake-3.31.0-linux-x86_64.sh --skip-license --prefix=/usr/local
