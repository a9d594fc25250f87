FROM mcr.microsoft.com/dotnet/sdk:8.0
ENV NUGET_HTTP_CACHE_PATH=/cache
COPY . .
RUN dotnet restore
