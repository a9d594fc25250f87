FROM debian
USER \\
RUN opam install x && rm -rf ~/.opam/download-cache
RUN rm /x
USER a\g<9>
RUN opam install x && cp ~/.opam/x $HOME/y && rm -rf ~/.opam/download-cache
RUN cat ~/x
