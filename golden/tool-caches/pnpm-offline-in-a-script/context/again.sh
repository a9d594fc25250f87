rm -rf node_modules
pnpm install --offline
