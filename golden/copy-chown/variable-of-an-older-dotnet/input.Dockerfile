FROM mcr.microsoft.com/dotnet/aspnet:7.0
WORKDIR /app
COPY src/main.js .
RUN chown $APP_UID:$APP_UID /app/main.js
USER $APP_UID
