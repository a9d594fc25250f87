FROM icr.io/appcafe/ibm-semeru-runtimes:open-17-jdk-ubi
RUN a; b
RUN c
