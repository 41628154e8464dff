// Our own transport without a server behind it: answers every read, parses nothing. `node bench/peers/transport.ts PORT shared|plain`
import { createTcpNetwork } from "../../src/net/tcp-network.ts";

const [port, mode] = process.argv.slice(2);
const answer = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n${"x".repeat(1024)}`);

await createTcpNetwork(mode === "plain" ? "plain" : "shared").listen(
  { address: "127.0.0.1", port: Number(port) },
  (transport) =>
    transport.attach({
      onOctets: () => void transport.write(answer),
      onDrain() {},
      onEnd: () => transport.end(),
      onClose() {},
    }),
);
