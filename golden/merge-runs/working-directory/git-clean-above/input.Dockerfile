FROM debian:11
WORKDIR /src/build
RUN git -C /src clean -fdx
RUN touch here
