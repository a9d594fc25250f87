find . -type f | xargs sha256sum > manifest
