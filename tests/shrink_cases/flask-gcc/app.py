import words
from flask import Flask, jsonify, render_template, request

app = Flask(__name__)


@app.get("/")
def index():
    return render_template("index.html", title="Word counter")


@app.get("/health")
def health():
    return "ok"


@app.post("/count")
def count():
    return jsonify(words=words.count(request.get_data(as_text=True)))


if __name__ == "__main__":
    app.run("127.0.0.1", 8000)
