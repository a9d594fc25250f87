FROM debian:12
RUN python3 -c "import nltk; nltk.download('punkt')"
RUN id > /id.txt
