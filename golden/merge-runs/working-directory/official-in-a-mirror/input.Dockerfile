FROM public.ecr.aws/docker/library/debian:12
RUN cp -r /tmp/src /opt/app && rm -rf /tmp/src
RUN ls /opt/app
