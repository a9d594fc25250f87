FROM gcc:13
WORKDIR /src
RUN --mount=type=bind,target=. make users
RUN --mount=type=bind,target=. id > /id.txt
