// The least that can answer one request: what any server on node:net costs at its start. `node bench/peers/bare-listener.cjs PORT`
"use strict";
require("node:net")
  .createServer((socket) => {
    socket.once("data", () =>
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"),
    );
    socket.on("error", () => {});
  })
  .listen(Number(process.argv[2]), "127.0.0.1");
