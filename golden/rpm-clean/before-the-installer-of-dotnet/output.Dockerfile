FROM centos:7
RUN yum install -y gcc && yum clean all
RUN curl -fsSLo /bin/dotnet-install.sh https://dot.net/v1/dotnet-install.sh
RUN chmod +x /bin/dotnet-install.sh
RUN /bin/dotnet-install.sh -c 8.0
