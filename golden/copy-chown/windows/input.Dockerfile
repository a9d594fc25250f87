FROM mcr.microsoft.com/windows/servercore:ltsc2022
COPY x /app/
RUN chown -R 1:1 /app
