"""Serve the shop."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index() -> str:
    """Everything there is to buy."""
    return "nothing today"


if __name__ == "__main__":
    app.run(host="0.0.0.0")
