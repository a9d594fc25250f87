FROM debian:12
COPY . /opt/tools/
ENV PATH=/opt/tools/0/bin:/opt/tools/1/bin:/opt/tools/2/bin:/opt/tools/3/bin:/opt/tools/4/bin:/opt/tools/5/bin:/opt/tools/6/bin:/opt/tools/7/bin:/opt/tools/8/bin:/opt/tools/9/bin:/opt/tools/10/bin:/opt/tools/11/bin:/opt/tools/12/bin:/opt/tools/13/bin:/opt/tools/14/bin:/opt/tools/15/bin:/opt/tools/16/bin:/opt/tools/17/bin:/opt/tools/18/bin:/opt/tools/19/bin:/opt/tools/20/bin:/opt/tools/21/bin:/opt/tools/22/bin:/opt/tools/23/bin:/opt/tools/24/bin:/opt/tools/25/bin:/opt/tools/26/bin:/opt/tools/27/bin:/opt/tools/28/bin:/opt/tools/29/bin:/opt/tools/30/bin:/opt/tools/31/bin:/opt/tools/32/bin:/opt/tools/33/bin:/opt/tools/34/bin:/opt/tools/35/bin:/opt/tools/36/bin:/opt/tools/37/bin:/opt/tools/38/bin:/opt/tools/39/bin:/opt/tools/40/bin:/opt/tools/41/bin:/opt/tools/42/bin:/opt/tools/43/bin:/opt/tools/44/bin:/opt/tools/45/bin:/opt/tools/46/bin:/opt/tools/47/bin:/opt/tools/48/bin:/opt/tools/49/bin:/opt/tools/50/bin
RUN prepare
RUN build
