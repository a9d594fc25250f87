FROM opensuse/leap:15.5
RUN zypper dist-upgrade x && zypper clean --all
RUN zypper dup x && zypper clean --all
RUN zypper in x && zypper clean --all
RUN zypper inr x && zypper clean --all
RUN zypper install-new-recommends x && zypper clean --all
RUN zypper patch x && zypper clean --all
RUN zypper ref x && zypper clean --all
RUN zypper si x && zypper clean --all
RUN zypper source-install x && zypper clean --all
RUN zypper up x && zypper clean --all
RUN zypper update x && zypper clean --all
