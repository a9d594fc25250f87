FROM example.com/base
RUN npx playwright install-deps
