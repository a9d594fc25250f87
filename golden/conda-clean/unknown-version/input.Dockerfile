FROM example/with-conda
RUN conda env create -f env.yml
