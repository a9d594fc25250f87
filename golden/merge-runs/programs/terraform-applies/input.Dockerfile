FROM debian:12
WORKDIR /tf
COPY main.tf ./
RUN terraform init && terraform apply -auto-approve
RUN id -G > /id.txt
