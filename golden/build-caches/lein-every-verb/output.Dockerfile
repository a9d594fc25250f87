FROM clojure:temurin-21-lein
RUN lein check && lein cljsbuild once && lein compile && lein deps && lein install && lein jar && lein ring uberwar && lein run && lein test && lein uberjar && \
    rm -rf "$HOME/.m2/repository"
