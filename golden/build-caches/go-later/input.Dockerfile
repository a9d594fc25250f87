FROM golang:1.22
COPY go.mod .
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 make all && go install . || true
