FROM debian:12
WORKDIR /src
COPY . ./
RUN java -Djarmode=tools -jar app.jar extract && \
    id > /id.txt
