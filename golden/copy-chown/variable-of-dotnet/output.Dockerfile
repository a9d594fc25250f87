FROM mcr.microsoft.com/dotnet/aspnet:8.0
WORKDIR /app
COPY --chown=$APP_UID:$APP_UID src/main.js .
USER $APP_UID
