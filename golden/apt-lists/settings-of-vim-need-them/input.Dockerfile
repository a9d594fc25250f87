FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY v /root/.vimrc
RUN vim +PlugInstall +qall
