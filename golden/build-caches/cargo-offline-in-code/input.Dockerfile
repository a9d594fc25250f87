FROM rust:1
WORKDIR /app
RUN cargo build
RUN python3 -c "import os; os.system('cargo build --offline')"
