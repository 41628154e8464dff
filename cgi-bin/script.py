#!/usr/bin/python3
"""A CGI program (RFC 3875): the request comes in the environment and on stdin, the answer goes to stdout."""

import os
import sys
from urllib.parse import parse_qs


def main() -> None:
    variables = os.environ
    query = parse_qs(variables.get("QUERY_STRING", ""))
    name = query.get("name", ["world"])[0]
    length = int(variables.get("CONTENT_LENGTH") or 0)
    content = sys.stdin.buffer.read(length)

    lines = [
        f"Hello, {name}!",
        "",
        f"method   {variables.get('REQUEST_METHOD', '')}",
        f"script   {variables.get('SCRIPT_NAME', '')}",
        f"path     {variables.get('PATH_INFO', '')}",
        f"content  {len(content)} octets",
    ]
    # Plain text with a charset, so that a name from the query is never read as HTML.
    answer = ("\n".join(lines) + "\n").encode("utf-8", "replace")
    head = f"Content-Type: text/plain; charset=utf-8\r\nContent-Length: {len(answer)}\r\n\r\n"
    sys.stdout.buffer.write(head.encode("ascii") + answer)


if __name__ == "__main__":
    main()
