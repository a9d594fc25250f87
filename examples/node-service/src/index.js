const server = require("fastify")();

server.get("/", async () => "hello\n");
server.listen({ host: "0.0.0.0", port: 3000 });
