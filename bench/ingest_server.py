"""Feeds for bench/ingest.py, in a process of their own: /N is feed N, with an ETag.

    python bench/ingest_server.py FEEDS ENTRIES    prints its port and serves until it is ended

It listens on 127.0.0.1 to 127.0.0.8, so that several hosts can be asked at once.
"""

from __future__ import annotations

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOSTS = [f"127.0.0.{number}" for number in range(1, 9)]
SENTENCE = (
    "The government said on Friday that the plan must be agreed by Thursday, 27 November, and that"
    " talks about the remaining points would go on in Geneva over the weekend with all parties"
)
WORDS = SENTENCE.split()


def feed(number: int, entries: int) -> bytes:
    """RSS as newsrooms publish it: title, summary and some paragraphs of HTML."""
    items = []
    for entry in range(entries):
        turned = WORDS[entry % 20 :] + WORDS[: entry % 20]
        text = f"{' '.join(turned)}. {number}-{entry}. "
        items.append(
            f"<item><title>Plan {number}: step {entry} is due</title>"
            f"<link>https://news{number}.example/{entry}?utm_source=rss</link>"
            f"<guid isPermaLink='false'>{number}-{entry}</guid>"
            f"<pubDate>Fri, 21 Nov 2025 {entry % 24:02}:{entry % 60:02}:00 +0200</pubDate>"
            f"<description>{text}</description><content:encoded><![CDATA[<p>{text * 3}</p>"
            f"<p>More <a href='/{entry}'>here</a>.</p><p>{text * 3}</p>]]></content:encoded></item>"
        )
    head = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>News {number}</title><link>https://news{number}.example/</link>"
    )
    return f"{head}{''.join(items)}</channel></rss>".encode()


def main() -> None:
    count, entries = int(sys.argv[1]), int(sys.argv[2])
    bodies = [feed(number, entries) for number in range(count)]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            number = int(self.path[1:])
            if self.headers.get("If-None-Match"):
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("ETag", f'"{number}"')
            self.send_header("Content-Length", str(len(bodies[number])))
            self.end_headers()
            self.wfile.write(bodies[number])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    first = ThreadingHTTPServer((HOSTS[0], 0), Handler)
    port = first.server_address[1]
    servers = [first, *(ThreadingHTTPServer((host, port), Handler) for host in HOSTS[1:])]
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(port, flush=True)
    sys.stdin.read()  # until whoever started it ends


if __name__ == "__main__":
    main()
