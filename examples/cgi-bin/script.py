#!/usr/bin/python3
"""Shows what a CGI program is told about its request (RFC 3875)."""

import os
import sys

length = int(os.environ.get("CONTENT_LENGTH") or 0)
content = sys.stdin.buffer.read(length)

print("Content-Type: text/plain; charset=utf-8")
print()
for name in sorted(os.environ):
    print(f"{name}={os.environ[name]}")
print(f"\n{len(content)} octets of content")
