FROM example/arch
RUN pacman -Syu --noconfirm git && rm -rf /var/cache/pacman/pkg/* && \
    pip install flask && rm -rf ~/.cache/pip && \
    install2.r dplyr && rm -rf /tmp/downloaded_packages && \
    rm -rf $HOME/.npm/_cacache && \
    echo done
