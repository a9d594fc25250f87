const answer = require("left-tiny");
const http = require("http");

http
  .createServer((request, response) => response.end(`hello ${answer}`))
  .listen(3000, "127.0.0.1", () => console.log("listening"));
