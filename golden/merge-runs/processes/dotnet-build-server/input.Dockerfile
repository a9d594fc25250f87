FROM debian:12
RUN dotnet build -c Release
RUN make two
