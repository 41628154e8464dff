// Every kind of mistake in a configuration, with the line that tells it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mistakes, withRoute } from "./reading.ts";

/** A title, a configuration, and the lines that tell what is wrong with it. */
type Case = readonly [title: string, text: string, ...lines: readonly string[]];

function suite(name: string, cases: readonly Case[]): void {
  describe(name, () => {
    for (const [title, text, ...lines] of cases) {
      test(title, async () => assert.deepEqual(await mistakes(text), lines));
    }
  });
}

const ROUTES = "servers: [{routes: [{path: /, handler: File, file: page.html}]}]\n";

suite("the loader, about YAML,", [
  [
    "tells where the syntax breaks",
    "servers: [\n",
    "c.yaml:2:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
  ],
  [
    "tells a tab in the indentation",
    "servers:\n\t- port: 1\n",
    "c.yaml:2:1: found a tab in the indentation; allowed: spaces",
  ],
  [
    "tells a second document",
    `${ROUTES}---\n${ROUTES}`,
    "c.yaml:2:1: found a second document; allowed: one document in a file",
  ],
  [
    "tells a key that stands twice, and goes on",
    "servers:\n- port: 80\n  port: x\n  routes: []\n",
    "c.yaml:3:3: servers[0].port: the key port is written twice in the same mapping; allowed: once",
    'c.yaml:3:9: servers[0].port: found "x"; allowed: a whole number from 0 to 65535',
  ],
  [
    "refuses aliases that multiply",
    `a: &a [x,x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n`,
    "c.yaml:1:1: aliases are not resolved: Excessive alias count indicates a resource exhaustion attack",
  ],
  [
    "refuses a mapping as a key",
    `? {a: b}\n: c\n${ROUTES}`,
    "c.yaml:1:3: found a key that is a list, a mapping or an alias; allowed: texts and numbers",
  ],
  [
    "refuses tags of its own",
    `log_level: !env LEVEL\n${ROUTES}`,
    "c.yaml:1:12: not valid YAML: Unresolved tag: !env",
    'c.yaml:1:17: log_level: found "LEVEL"; allowed: trace, debug, info, warn, error, fatal',
  ],
  [
    "refuses __proto__ as a key",
    `headers: {__proto__: x}\n${ROUTES}`,
    'c.yaml:1:11: headers.__proto__: unknown key "__proto__"',
  ],
  [
    "knows no merge keys",
    `<<: {port: 1}\n${ROUTES}`,
    'c.yaml:1:1: "<<": unknown key "<<"; allowed: body_timeout_secs, write_timeout_secs, cgi_timeout_secs, cgi_mode, max_body_size, server_header, headers, error_pages, connection_timeout_secs, request_timeout_secs, access_log, shutdown_timeout_secs, log_level, error_log, limits, session, servers',
  ],
  ["tells an empty file", "", "c.yaml:1:1: found nothing; allowed: a mapping with `servers`"],
  [
    "tells a list in place of a mapping",
    "- a\n",
    "c.yaml:1:1: found a list; allowed: a mapping with `servers`",
  ],
  ["does not end with a stack on deep nesting", "[".repeat(20_000), "c.yaml:1:1: nested too deeply"],
]);

suite("the loader, about keys,", [
  [
    "guesses what a misspelled key means",
    `conection_timeout_secs: 1\n${ROUTES}`,
    'c.yaml:1:1: conection_timeout_secs: unknown key "conection_timeout_secs"; did you mean "connection_timeout_secs"?',
  ],
  [
    "guesses a misspelled key inside a mapping",
    `limits: {conections: 1}\n${ROUTES}`,
    'c.yaml:1:10: limits.conections: unknown key "conections"; did you mean "connections"?',
  ],
  [
    "lists the keys where nothing comes near",
    `limits: {zzz: 1}\n${ROUTES}`,
    'c.yaml:1:10: limits.zzz: unknown key "zzz"; allowed: header_bytes, header_fields, request_target_bytes, connections, connections_per_ip, requests_per_connection, drain_bytes, cgi_processes, cgi_queue',
  ],
  [
    "says where a key of another level belongs",
    `port: 80\n${ROUTES}`,
    'c.yaml:1:1: port: unknown key "port" here: it is a key of a server',
  ],
  ["tells a missing list of servers", "log_level: info\n", "c.yaml:1:1: servers: missing; allowed: a list"],
  [
    "tells an empty list of servers",
    "servers: []\n",
    "c.yaml:1:10: servers: found an empty list; allowed: one server or more",
  ],
  [
    "tells a server without routes",
    "servers: [{port: 80}]\n",
    "c.yaml:1:11: servers[0].routes: missing; allowed: a list",
  ],
  [
    "tells a route without a path",
    withRoute("{handler: File, file: page.html}"),
    "c.yaml:3:5: servers[0].routes[0].path: missing; allowed: a path that starts with /",
  ],
  [
    "tells a route that is no mapping",
    withRoute("page.html"),
    'c.yaml:3:5: servers[0].routes[0]: found "page.html"; allowed: a mapping with at least `path`',
  ],
]);

suite("the loader, about values,", [
  [
    "asks for true or false where yes is written",
    `server_header: yes\n${ROUTES}`,
    'c.yaml:1:16: server_header: found "yes"; allowed: true or false; write true',
  ],
  [
    "asks for true or false where off is written",
    `server_header: off\n${ROUTES}`,
    'c.yaml:1:16: server_header: found "off"; allowed: true or false; write false',
  ],
  [
    "guesses a misspelled word",
    `log_level: inof\n${ROUTES}`,
    'c.yaml:1:12: log_level: found "inof"; allowed: trace, debug, info, warn, error, fatal; did you mean "info"?',
  ],
  [
    "tells a time that is a text",
    `body_timeout_secs: "30s"\n${ROUTES}`,
    'c.yaml:1:20: body_timeout_secs: found "30s"; allowed: seconds, 0 or more (fractions too); write 30',
  ],
  [
    "tells a time below 0",
    `body_timeout_secs: -1\n${ROUTES}`,
    "c.yaml:1:20: body_timeout_secs: found -1; allowed: seconds, 0 or more (fractions too)",
  ],
  [
    "tells a time without end",
    `body_timeout_secs: .inf\n${ROUTES}`,
    "c.yaml:1:20: body_timeout_secs: found Infinity; allowed: seconds, 0 or more (fractions too)",
  ],
  [
    "guesses the unit of a size",
    `max_body_size: 10m\n${ROUTES}`,
    'c.yaml:1:16: max_body_size: found "10m"; allowed: octets, or a text like "10MB" (KB, MB, GB) or "10MiB" (KiB, MiB, GiB); did you mean "10MB"?',
  ],
  [
    "tells a size below 0",
    `max_body_size: -1\n${ROUTES}`,
    'c.yaml:1:16: max_body_size: found -1; allowed: octets, or a text like "10MB" (KB, MB, GB) or "10MiB" (KiB, MiB, GiB)',
  ],
  [
    "tells a size that no number counts",
    `max_body_size: 99999999999GB\n${ROUTES}`,
    'c.yaml:1:16: max_body_size: found "99999999999GB"; allowed: at most 9007199254740991 octets',
  ],
  [
    "tells a port out of range",
    "servers: [{port: 65536, routes: []}]\n",
    "c.yaml:1:18: servers[0].port: found 65536; allowed: a whole number from 0 to 65535",
  ],
  [
    "tells a port that is a text",
    'servers: [{port: "80", routes: []}]\n',
    'c.yaml:1:18: servers[0].port: found "80"; allowed: a whole number from 0 to 65535; write 80 without quotes',
  ],
  [
    "tells a host with a port",
    'servers: [{host: "127.0.0.1:80", routes: []}]\n',
    'c.yaml:1:18: servers[0].host: found "127.0.0.1:80"; allowed: an address or host name to listen on, without port',
  ],
  [
    "tells an empty host, which would be every address, and takes it for no claim on one",
    'servers: [{host: "", port: 81, routes: []}, {port: 81, routes: []}]\n',
    'c.yaml:1:18: servers[0].host: found ""; allowed: an address or host name to listen on, without port',
  ],
  [
    "tells a bracket without its other half",
    'servers: [{host: "[::1", routes: []}]\n',
    'c.yaml:1:18: servers[0].host: found "[::1"; allowed: an address or host name to listen on, without port',
  ],
  [
    "tells limits that no request could keep, as numbers and as texts",
    `limits: {header_bytes: 0, request_target_bytes: "0KB"}\n${ROUTES}`,
    'c.yaml:1:24: limits.header_bytes: found 0; allowed: 128 octets or more, or a text like "10MB" (KB, MB, GB) or "10MiB" (KiB, MiB, GiB)',
    'c.yaml:1:49: limits.request_target_bytes: found "0KB"; allowed: 16 octets or more',
  ],
  [
    "tells a count of 0 where one is needed",
    `limits: {header_fields: 0}\n${ROUTES}`,
    "c.yaml:1:25: limits.header_fields: found 0; allowed: a whole number, 1 or more",
  ],
  [
    "tells a wrong access log",
    `access_log: 5\n${ROUTES}`,
    "c.yaml:1:13: access_log: found 5; allowed: stdout, stderr, off (or false) or a path, or a mapping of to and format",
  ],
  [
    "tells a misspelled key of the access log",
    `access_log: {too: stdout}\n${ROUTES}`,
    'c.yaml:1:14: access_log.too: unknown key "too"; did you mean "to"?',
  ],
  [
    "tells a log file in a folder that is not there",
    `access_log: logs/a.log\n${ROUTES}`,
    'c.yaml:1:13: access_log: found "/site/logs", which is missing; allowed: a folder that exists',
  ],
  [
    "tells a log file that is a folder",
    `error_log: public\n${ROUTES}`,
    'c.yaml:1:12: error_log: found "public", which is a folder; allowed: stdout, stderr, off or a file',
  ],
]);

suite("the loader, about fields and error pages,", [
  [
    "tells a name that is no field name",
    `headers: {"a b": c}\n${ROUTES}`,
    'c.yaml:1:11: headers."a b": found "a b"; allowed: a field name: letters, digits and -',
  ],
  [
    "tells a line break in a value",
    `headers: {a: "b\\r\\nc: d"}\n${ROUTES}`,
    'c.yaml:1:14: headers.a: found "b\\r\\nc: d"; allowed: visible characters, spaces and tabs (RFC 9110 §5.5)',
  ],
  [
    "keeps the fields of the framing to itself",
    `headers: {Content-Length: "1"}\n${ROUTES}`,
    "c.yaml:1:11: headers.Content-Length: the server sets Content-Length itself; allowed: any other field",
  ],
  [
    "tells one field under two spellings",
    `headers: {X-A: "1", x-a: "2"}\n${ROUTES}`,
    "c.yaml:1:21: headers.x-a: names the same field as X-A; allowed: each field once",
  ],
  [
    "tells a field value that is a number",
    `headers: {X-A: 1}\n${ROUTES}`,
    'c.yaml:1:16: headers.X-A: found 1; allowed: a text, or null to remove the field; write "1", in quotes',
  ],
  [
    "tells a status that is no error",
    `error_pages: {302: 404.html}\n${ROUTES}`,
    'c.yaml:1:15: error_pages.302: found "302"; allowed: a status from 400 to 599, 4xx or 5xx',
  ],
  [
    "tells a page that is missing",
    `error_pages: {404: 4o4.html}\n${ROUTES}`,
    'c.yaml:1:20: error_pages.404: found "4o4.html" (/site/4o4.html), which is missing; allowed: a file that exists',
  ],
]);

suite("the loader, about servers,", [
  [
    "tells a name that two servers on one port have",
    `servers:\n- {server_name: a.example, routes: []}\n- {server_name: [b.example, A.example.], routes: []}\n`,
    'c.yaml:3:17: servers[1].server_name: found "a.example", which the server in line 2 has; allowed: each name once on 0.0.0.0:8080',
  ],
  [
    "tells a second server without a name on one port",
    `servers:\n- {routes: []}\n- {routes: []}\n`,
    "c.yaml:3:3: servers[1]: has no server_name; only the first server of 0.0.0.0:8080 (line 2) is reached without a name: give this one a server_name, or put it first",
  ],
  [
    "tells all addresses of a port beside one of them",
    `servers:\n- {host: 127.0.0.1, port: 81, routes: []}\n- {host: 0.0.0.0, port: 81, routes: []}\n`,
    'c.yaml:3:10: servers[1].host: found "0.0.0.0", but the server in line 2 listens on 127.0.0.1:81: one of them has all addresses of the port, so that the other gets none; allowed: the same host for both, or another port',
  ],
  [
    "tells one address beside the default of all",
    `servers:\n- {port: 81, routes: []}\n- {host: 127.0.0.1, port: 81, routes: []}\n`,
    'c.yaml:3:10: servers[1].host: found "127.0.0.1", but the server in line 2 listens on 0.0.0.0:81: one of them has all addresses of the port, so that the other gets none; allowed: the same host for both, or another port',
  ],
  [
    "tells IPv6 for all beside IPv4 for all",
    `servers:\n- {host: "::", port: 81, routes: []}\n- {port: 81, routes: []}\n`,
    'c.yaml:3:3: servers[1].host: found "0.0.0.0", but the server in line 2 listens on [::]:81: one of them has all addresses of the port, so that the other gets none; allowed: the same host for both, or another port',
  ],
  [
    "tells a name with a port",
    "servers: [{server_name: 'a.example:80', routes: []}]\n",
    'c.yaml:1:25: servers[0].server_name: found "a.example:80"; allowed: a name such as "example.com", "*.example.com" or "[::1]", without scheme, port and path',
  ],
  [
    "tells a star inside a name",
    "servers: [{server_name: 'a.*.example', routes: []}]\n",
    'c.yaml:1:25: servers[0].server_name: found "a.*.example"; allowed: a name such as "example.com", "*.example.com" or "[::1]", without scheme, port and path',
  ],
  [
    "tells a name that stands twice",
    "servers: [{server_name: [a, A], routes: []}]\n",
    'c.yaml:1:29: servers[0].server_name[1]: found "A" twice; allowed: each name once',
  ],
]);

const FILE = "handler: File, file: page.html";

suite("the loader, about paths of routes,", [
  [
    "tells a path without a slash",
    withRoute(`{path: static, ${FILE}}`),
    'c.yaml:3:12: servers[0].routes[0].path: found "static"; allowed: a path that starts with /; did you mean "/static"?',
  ],
  [
    "tells a star inside a path",
    withRoute(`{path: /a/*/b, ${FILE}}`),
    'c.yaml:3:12: servers[0].routes[0].path: found "/a/*/b"; allowed: * only as the last segment, as in /x/*',
  ],
  [
    "guesses that a star needs a slash",
    withRoute(`{path: /a*, ${FILE}}`),
    'c.yaml:3:12: servers[0].routes[0].path: found "/a*"; allowed: * only as the last segment, as in /x/*; did you mean "/a/*"?',
  ],
  [
    "tells a query in a path",
    withRoute(`{path: "/a?b", ${FILE}}`),
    'c.yaml:3:12: servers[0].routes[0].path: found "/a?b"; allowed: a path without ? and #: queries play no part in routing',
  ],
  [
    "tells a percent-encoded path",
    withRoute(`{path: /a%20b, ${FILE}}`),
    'c.yaml:3:12: servers[0].routes[0].path: found "/a%20b"; allowed: the path as it is after decoding, without %XX',
  ],
  [
    "tells a repeated slash",
    withRoute(`{path: /a//b, ${FILE}}`),
    'c.yaml:3:12: servers[0].routes[0].path: found "/a//b"; allowed: single slashes',
  ],
  [
    "tells dot segments",
    withRoute(`{path: /a/../b, ${FILE}}`),
    'c.yaml:3:12: servers[0].routes[0].path: found "/a/../b"; allowed: no . and .. segments',
  ],
  [
    "tells a backslash",
    withRoute(`{path: '/a\\b', ${FILE}}`),
    'c.yaml:3:12: servers[0].routes[0].path: found "/a\\\\b"; allowed: no control characters and no backslash',
  ],
  [
    "tells a parameter without a name",
    withRoute(`{path: "/a/:", ${FILE}}`),
    'c.yaml:3:12: servers[0].routes[0].path: found "/a/:"; allowed: names such as :id (letters, digits and _) for parameters',
  ],
  [
    "tells a parameter that stands twice",
    withRoute(`{path: "/:a/:a", ${FILE}}`),
    'c.yaml:3:12: servers[0].routes[0].path: found "/:a/:a", with :a twice; allowed: each parameter name once',
  ],
  [
    "tells two routes for one path that share a method",
    `servers:\n- routes:\n  - {path: /a, ${FILE}}\n  - {path: /a, methods: [HEAD, POST], ${FILE}}\n`,
    "c.yaml:4:12: servers[0].routes[1].path: the route /a in line 3 answers HEAD already; allowed: two routes for one path only with different methods (GET brings HEAD)",
  ],
  [
    "tells two patterns that differ in names alone",
    `servers:\n- routes:\n  - {path: "/:a", ${FILE}}\n  - {path: "/:b", ${FILE}}\n`,
    "c.yaml:4:12: servers[0].routes[1].path: the route /:a in line 3 answers GET, HEAD already; allowed: two routes for one path only with different methods (GET brings HEAD)",
  ],
]);

suite("the loader, about methods,", [
  [
    "tells a method that is no token",
    withRoute(`{path: /, methods: ["GE T"], ${FILE}}`),
    'c.yaml:3:25: servers[0].routes[0].methods[0]: found "GE T"; allowed: a method such as GET; did you mean "GET"?',
  ],
  [
    "tells a method in small letters",
    withRoute(`{path: /, methods: [get], ${FILE}}`),
    'c.yaml:3:25: servers[0].routes[0].methods[0]: found "get"; allowed: methods in capitals; did you mean "GET"?',
  ],
  [
    "tells TRACE",
    withRoute(`{path: /, methods: [TRACE], ${FILE}}`),
    'c.yaml:3:25: servers[0].routes[0].methods[0]: found "TRACE", which is always refused; allowed: any other method',
  ],
  [
    "tells an empty list",
    withRoute(`{path: /, methods: [], ${FILE}}`),
    "c.yaml:3:24: servers[0].routes[0].methods: found an empty list; allowed: a list of methods such as GET",
  ],
  [
    "tells a text in place of a list",
    withRoute(`{path: /, methods: GET, ${FILE}}`),
    'c.yaml:3:24: servers[0].routes[0].methods: found "GET"; allowed: a list of methods such as GET',
  ],
  [
    "tells PUT and DELETE on a single file",
    withRoute(`{path: /, methods: [GET, PUT, DELETE], ${FILE}}`),
    "c.yaml:3:30: servers[0].routes[0].methods[1]: found PUT on a single file; allowed: GET, HEAD, POST; only a folder takes PUT",
    "c.yaml:3:35: servers[0].routes[0].methods[2]: found DELETE on a single file; allowed: GET, HEAD, POST; only a folder takes DELETE",
  ],
]);

suite("the loader, about what answers,", [
  [
    "tells a route without handler",
    withRoute("{path: /, file: page.html}"),
    "c.yaml:3:5: servers[0].routes[0].handler: missing; allowed: File, Function, or a redirect instead; did you mean handler: File?",
  ],
  [
    "tells a misspelled handler",
    withRoute("{path: /, handler: file, file: page.html}"),
    'c.yaml:3:24: servers[0].routes[0].handler: found "file"; allowed: File, Function; did you mean "File"?',
  ],
  [
    "tells a File route without a file",
    withRoute("{path: /, handler: File}"),
    "c.yaml:3:5: servers[0].routes[0].file: missing; handler: File needs a file or folder",
  ],
  [
    "tells a handler beside a redirect",
    withRoute(`{path: /, ${FILE}, redirect: {to: /a}}`),
    "c.yaml:3:15: servers[0].routes[0].handler: found beside redirect; allowed: either a handler or a redirect",
    "c.yaml:3:30: servers[0].routes[0].file: found beside redirect; allowed: either a handler or a redirect",
  ],
  [
    "tells a module on a File route",
    withRoute(`{path: /, ${FILE}, module: hello.ts}`),
    "c.yaml:3:47: servers[0].routes[0].module: found beside handler: File; it is a key of handler: Function",
  ],
  [
    "tells a Function route that runs nothing",
    withRoute("{path: /, handler: Function}"),
    "c.yaml:3:15: servers[0].routes[0].handler: found Function with nothing to run; allowed: exactly one of module, cgi_extension, cgi_script",
  ],
  [
    "tells a Function route that runs two things",
    withRoute("{path: /, handler: Function, module: hello.ts, cgi_script: tool.py}"),
    "c.yaml:3:52: servers[0].routes[0].cgi_script: found module and cgi_script; allowed: exactly one of module, cgi_extension, cgi_script",
  ],
  [
    "tells a file that is missing",
    withRoute("{path: /, handler: File, file: pag.html}"),
    'c.yaml:3:36: servers[0].routes[0].file: found "pag.html" (/site/pag.html), which is missing; allowed: a file or folder that exists',
  ],
  [
    "tells a folder that is missing",
    withRoute("{path: /*, handler: File, file: pub/}"),
    'c.yaml:3:37: servers[0].routes[0].file: found "pub/" (/site/pub), which is missing; allowed: a folder that exists',
  ],
  [
    "tells a file in place of a folder",
    withRoute("{path: /*, handler: File, file: page.html/}"),
    'c.yaml:3:37: servers[0].routes[0].file: found "page.html/" (/site/page.html), which is a file; allowed: a folder that exists',
  ],
  [
    "tells a pipe in place of a file",
    withRoute("{path: /, handler: File, file: pipe}"),
    'c.yaml:3:36: servers[0].routes[0].file: found "pipe" (/site/pipe), which is neither file nor folder; allowed: a file or folder that exists',
  ],
  [
    "tells a file that cannot be read",
    withRoute("{path: /, handler: File, file: secret}"),
    'c.yaml:3:36: servers[0].routes[0].file: found "secret" (/site/secret), which is not readable; allowed: a file or folder that exists',
  ],
  [
    "says how to have a missing folder made",
    withRoute("{path: /*, methods: [PUT], handler: File, file: inbox}"),
    'c.yaml:3:53: servers[0].routes[0].file: found "inbox" (/site/inbox), which is missing; allowed: a file or folder that exists; write "inbox/" to have the folder made',
  ],
  [
    "tells a module that is missing",
    withRoute("{path: /, handler: Function, module: a.ts}"),
    'c.yaml:3:42: servers[0].routes[0].module: found "a.ts" (/site/a.ts), which is missing; allowed: a file that exists',
  ],
  [
    "tells a CGI program that is missing",
    withRoute("{path: /, handler: Function, cgi_script: a.py}"),
    'c.yaml:3:46: servers[0].routes[0].cgi_script: found "a.py" (/site/a.py), which is missing; allowed: a file that exists',
  ],
  [
    "tells a CGI folder that is missing",
    withRoute("{path: /run/*, handler: Function, cgi_extension: .py}"),
    "c.yaml:3:12: servers[0].routes[0].path: there is no folder /site/run for its programs; make it, or name another with cgi_root",
  ],
  [
    "tells a cgi_root that is missing",
    withRoute("{path: /run/*, handler: Function, cgi_extension: .py, cgi_root: a/}"),
    'c.yaml:3:69: servers[0].routes[0].cgi_root: found "a/" (/site/a), which is missing; allowed: a folder that exists',
  ],
  [
    "never takes the whole folder for CGI programs",
    withRoute("{path: /*, handler: Function, cgi_extension: .py}"),
    "c.yaml:3:5: servers[0].routes[0].cgi_root: missing; needed, because the route's path has no fixed prefix to take it from (as /cgi-bin/* has ./cgi-bin/)",
  ],
  [
    "tells an extension without its dot",
    withRoute("{path: /cgi-bin/*, handler: Function, cgi_extension: [py]}"),
    'c.yaml:3:59: servers[0].routes[0].cgi_extension[0]: found "py"; allowed: an extension such as ".py"; did you mean ".py"?',
  ],
  [
    "tells an interpreter that is missing",
    withRoute("{path: /cgi-bin/*, handler: Function, cgi_extension: .py, interpreters: {.py: /no/python}}"),
    'c.yaml:3:83: servers[0].routes[0].interpreters.".py": found "/no/python", which is missing; allowed: a file that exists',
  ],
]);

suite("the loader, about options of files,", [
  [
    "tells an index with a folder in it",
    withRoute("{path: /*, handler: File, file: public/, index: [a/b]}"),
    'c.yaml:3:54: servers[0].routes[0].index[0]: found "a/b"; allowed: the name of a file, without a folder',
  ],
  [
    "tells try_files that climb",
    withRoute("{path: /*, handler: File, file: public/, try_files: [../a]}"),
    'c.yaml:3:58: servers[0].routes[0].try_files[0]: found "../a"; allowed: a name inside the tree',
  ],
  [
    "tells an unknown placeholder",
    withRoute("{path: /*, handler: File, file: public/, try_files: ['{uri}']}"),
    'c.yaml:3:58: servers[0].routes[0].try_files[0]: found "{uri}"; allowed: no other placeholder than {path}',
  ],
  [
    "tells a status that is not the last",
    withRoute("{path: /*, handler: File, file: public/, try_files: [=404, a]}"),
    'c.yaml:3:58: servers[0].routes[0].try_files[0]: found "=404"; allowed: a status only as the last',
  ],
  [
    "tells a status that is no error",
    withRoute("{path: /*, handler: File, file: public/, try_files: [=200]}"),
    'c.yaml:3:58: servers[0].routes[0].try_files[0]: found "=200"; allowed: = and a status from 400 to 599, such as =404',
  ],
  [
    "tells a spa file that climbs",
    withRoute("{path: /*, handler: File, file: public/, spa: ../a}"),
    'c.yaml:3:51: servers[0].routes[0].spa: found "../a"; allowed: true, false or the name of a file in the tree',
  ],
  [
    "tells a line break in cache_control",
    withRoute('{path: /*, handler: File, file: public/, cache_control: "a\\nb"}'),
    'c.yaml:3:61: servers[0].routes[0].cache_control: found "a\\nb"; allowed: visible ASCII characters and spaces',
  ],
  [
    "tells a wrong upload option",
    withRoute(
      "{path: /*, methods: [POST], handler: File, file: up/, upload: {on_conflict: replace, quota: 5gb}}",
    ),
    'c.yaml:3:81: servers[0].routes[0].upload.on_conflict: found "replace"; allowed: rename, overwrite, reject',
    'c.yaml:3:97: servers[0].routes[0].upload.quota: found "5gb"; allowed: octets, or a text like "10MB" (KB, MB, GB) or "10MiB" (KiB, MiB, GiB); did you mean "5GB"?',
  ],
]);

suite("the loader, about redirects,", [
  [
    "tells a redirect without a target",
    withRoute("{path: /, redirect: {}}"),
    "c.yaml:3:25: servers[0].routes[0].redirect.to: missing; allowed: a path, or an absolute http or https URL",
  ],
  [
    "tells a status that is no redirect",
    withRoute("{path: /, redirect: {to: /a, status: 200}}"),
    "c.yaml:3:42: servers[0].routes[0].redirect.status: found 200; allowed: 301, 302, 303, 307 or 308",
  ],
  [
    "tells a target that is neither path nor URL",
    withRoute("{path: /, redirect: {to: a}}"),
    'c.yaml:3:30: servers[0].routes[0].redirect.to: found "a"; allowed: a path that starts with /, or an http or https URL',
  ],
  [
    "tells another scheme",
    withRoute("{path: /, redirect: {to: 'javascript:x'}}"),
    'c.yaml:3:30: servers[0].routes[0].redirect.to: found "javascript:x"; allowed: a path that starts with /, or an http or https URL',
  ],
  [
    "tells a path that is another host",
    withRoute("{path: /, redirect: {to: //evil.example}}"),
    'c.yaml:3:30: servers[0].routes[0].redirect.to: found "//evil.example", which leads to another host; allowed: a path with one / in front, or a URL',
  ],
  [
    "tells a host that the client would choose",
    withRoute("{path: /a/*, redirect: {to: 'https://example.com{rest}'}}"),
    'c.yaml:3:33: servers[0].routes[0].redirect.to: found "https://example.com{rest}"; allowed: {rest} only behind the host and a /',
  ],
  [
    "tells {rest} where nothing is left over",
    withRoute("{path: /a, redirect: {to: '/b/{rest}'}}"),
    'c.yaml:3:31: servers[0].routes[0].redirect.to: found "/b/{rest}"; allowed: {rest} only on a route whose path ends in /*',
  ],
  [
    "tells an unknown placeholder",
    withRoute("{path: /a/*, redirect: {to: '/b/{path}'}}"),
    'c.yaml:3:33: servers[0].routes[0].redirect.to: found "/b/{path}"; allowed: no other placeholder than {rest}',
  ],
  [
    "tells a line break",
    withRoute('{path: /a, redirect: {to: "/b\\r\\nc"}}'),
    'c.yaml:3:31: servers[0].routes[0].redirect.to: found "/b\\r\\nc"; allowed: printable ASCII without spaces and backslashes (percent-encode the rest)',
  ],
]);

suite("the loader", [
  [
    "tells all mistakes at once, in the order of the file",
    `log_level: loud\nservers:\n- port: 0.5\n  routes:\n  - {path: a, ${FILE}, indx: [b]}\n  - {path: /b, handler: File, file: none}\n`,
    'c.yaml:1:12: log_level: found "loud"; allowed: trace, debug, info, warn, error, fatal',
    "c.yaml:3:9: servers[0].port: found 0.5; allowed: a whole number from 0 to 65535",
    'c.yaml:5:12: servers[0].routes[0].path: found "a"; allowed: a path that starts with /; did you mean "/a"?',
    'c.yaml:5:47: servers[0].routes[0].indx: unknown key "indx"; did you mean "index"?',
    'c.yaml:6:37: servers[0].routes[1].file: found "none" (/site/none), which is missing; allowed: a file or folder that exists',
  ],
]);
