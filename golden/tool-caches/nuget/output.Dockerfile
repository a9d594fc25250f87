FROM mcr.microsoft.com/dotnet/sdk:8.0
WORKDIR /src
COPY *.csproj ./
RUN dotnet restore && dotnet nuget locals http-cache --clear
COPY . .
RUN dotnet build && dotnet nuget locals http-cache --clear
RUN dotnet publish -c Release -o /app && dotnet nuget locals http-cache --clear
RUN dotnet pack && dotnet nuget locals http-cache --clear
RUN dotnet test && dotnet nuget locals http-cache --clear
RUN dotnet run && dotnet nuget locals http-cache --clear
RUN dotnet tool install -g dotnet-ef && dotnet nuget locals http-cache --clear
RUN dotnet tool restore && dotnet nuget locals http-cache --clear
