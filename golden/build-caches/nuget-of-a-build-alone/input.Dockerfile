FROM mcr.microsoft.com/dotnet/sdk:8.0
WORKDIR /src
COPY . .
RUN dotnet build -c Release
ENTRYPOINT ["dotnet", "bin/Release/net8.0/app.dll"]
