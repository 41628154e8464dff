// Requests per second and CPU time per request for one 1 KiB file: Ferrous, nginx and a raw node:net responder, in one run.
// `node bench/first-figures.ts [ROUNDS] [SECONDS]`
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { compare, type Peer, pinned } from "./side-by-side.ts";

const effort = { rounds: Number(process.argv[2] ?? 5), seconds: Number(process.argv[3] ?? 4) };
const here = resolve(dirname(import.meta.filename), "..");
const folder = mkdtempSync(join(tmpdir(), "ferrous-bench-"));
writeFileSync(join(folder, "file.html"), "x".repeat(1024));
writeFileSync(
  join(folder, "pipeline.lua"),
  `init = function(args)
  local requests = {}
  for i = 1, 16 do requests[i] = wrk.format("GET", "/file.html") end
  batch = table.concat(requests)
end
request = function() return batch end
`,
);

const peers: readonly Peer[] = [
  {
    name: "ferrous",
    start(port) {
      const config = join(folder, "config.yaml");
      writeFileSync(
        config,
        `access_log: off\nservers:\n  - host: 127.0.0.1\n    port: ${port}\n    routes:\n      - path: "/*"\n        handler: File\n        file: ./\n`,
      );
      return pinned(process.execPath, [join(here, "bin/ferrous.js"), config]);
    },
  },
  {
    name: "raw node:net",
    start: (port) =>
      pinned(process.execPath, [
        join(here, "bench/peers/raw-net.ts"),
        String(port),
        join(folder, "file.html"),
      ]),
  },
  {
    name: "nginx",
    start(port) {
      const config = join(folder, "nginx.conf");
      writeFileSync(
        config,
        `worker_processes 1; daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr crit;
events { worker_connections 2048; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=1000;
  types { text/html html; } client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server { listen 127.0.0.1:${port} backlog=4096; root ${folder}; } }\n`,
      );
      return pinned("nginx", ["-c", config, "-p", folder, "-e", "stderr"]);
    },
  },
];

try {
  const target = "/file.html";
  await compare(
    peers,
    { title: "one request at a time, 50 kept connections", target, parameters: [] },
    effort,
  );
  const parameters = ["-s", join(folder, "pipeline.lua")];
  await compare(peers, { title: "pipelined 16 deep", target, parameters }, effort);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
