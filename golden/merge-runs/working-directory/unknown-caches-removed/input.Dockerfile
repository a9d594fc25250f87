FROM example/arch
RUN pacman -Syu --noconfirm git && rm -rf /var/cache/pacman/pkg/*
RUN pip install flask && rm -rf ~/.cache/pip
RUN install2.r dplyr && rm -rf /tmp/downloaded_packages
RUN rm -rf $HOME/.npm/_cacache
RUN echo done
