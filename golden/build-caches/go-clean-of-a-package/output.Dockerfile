FROM golang:1.22
RUN cd /a && go install && go clean && cd /b && go install && go clean && go clean -cache -modcache
