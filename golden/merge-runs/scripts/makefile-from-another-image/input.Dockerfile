FROM acme/src AS src
FROM gcc:13
WORKDIR /src
COPY --from=src /src .
RUN make users
RUN id > /id.txt
