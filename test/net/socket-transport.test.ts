// A transport over a real socket, at the moments where sockets are delicate.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, test } from "node:test";
import type { ReadingMode } from "../../src/net/reading.ts";
import { createTcpNetwork } from "../../src/net/tcp-network.ts";
import type { Transport } from "../../src/platform/transport.ts";

const LOOPBACK = { address: "127.0.0.1", port: 0 };

for (const reading of ["shared", "plain"] as const satisfies readonly ReadingMode[]) {
  describe(`a socket's transport (reading: ${reading})`, () => {
    // uv_tcp_close_reset refuses while a shutdown is under way, and the descriptor was never closed then.
    test("is gone after `abort`, also where FIN was only just asked for", { timeout: 10_000 }, async (t) => {
      const accepted = Promise.withResolvers<Transport>();
      const listener = await createTcpNetwork(reading).listen(LOOPBACK, accepted.resolve);
      assert.ok(!("kind" in listener));
      t.after(() => listener.close());
      const client = connect(listener.local.port, "127.0.0.1");
      t.after(() => client.destroy());
      client.on("error", () => {});
      await once(client, "connect");
      const transport = await accepted.promise;
      const closed = new Promise((resolve) => {
        transport.attach({ onOctets() {}, onDrain() {}, onEnd() {}, onClose: resolve });
      });
      transport.write(Buffer.from("last words"));
      transport.end();
      transport.abort();
      await closed;
    });
  });
}
