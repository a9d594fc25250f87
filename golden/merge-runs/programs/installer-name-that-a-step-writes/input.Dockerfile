FROM debian:12
RUN echo "service cron start" > /usr/bin/dotnet-install.sh && chmod +x /usr/bin/dotnet-install.sh && dotnet-install.sh
RUN id -G > /id.txt
