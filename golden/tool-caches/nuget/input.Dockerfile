FROM mcr.microsoft.com/dotnet/sdk:8.0
WORKDIR /src
COPY *.csproj ./
RUN dotnet restore
COPY . .
RUN dotnet build
RUN dotnet publish -c Release -o /app
RUN dotnet pack
RUN dotnet test
RUN dotnet run
RUN dotnet tool install -g dotnet-ef
RUN dotnet tool restore
