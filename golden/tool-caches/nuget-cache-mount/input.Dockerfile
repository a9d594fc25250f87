FROM mcr.microsoft.com/dotnet/sdk:8.0
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.local/share/NuGet dotnet restore
