FROM example/base
RUN sudo gpasswd -a jovyan video
RUN make two
