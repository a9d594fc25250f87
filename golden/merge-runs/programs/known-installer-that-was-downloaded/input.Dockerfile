FROM debian:12
RUN curl -fsSLO https://dot.net/v1/dotnet-install.sh && bash ./dotnet-install.sh -c 8.0
RUN wget -qO /usr/bin/dotnet-install.sh https://dot.net/v1/dotnet-install.sh && chmod +x /usr/bin/dotnet-install.sh && dotnet-install.sh -c 9.0
RUN id -G > /id.txt
