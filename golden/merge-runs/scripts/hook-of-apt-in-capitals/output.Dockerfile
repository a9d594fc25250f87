FROM debian:12
RUN printf 'DPKG::POST-INVOKE { "usermod -aG ops root"; };' > /etc/apt/apt.conf.d/99ops && \
    apt-get update && apt-get install -y curl && \
    rm -rf /var/lib/apt/lists/*
RUN id -G > /id.txt
