FROM debian:12
RUN ( cmake -B build && make -C build install ) && \
    cmake --version
