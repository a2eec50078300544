"""A mail server of the tests' own, in this process, over a real socket. What it answers is a test's to choose, and what happens
just before it answers."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage

# Where in the talk one is. HELLO: the greeting. END: the whole mail has come; it is kept before anything is answered.
USUAL = {
    "HELLO": "220 here", "EHLO": "250 here", "MAIL": "250 yes", "RCPT": "250 yes", "DATA": "354 go on", "END": "250 kept",
    "RSET": "250 forgotten", "QUIT": "221 bye",
}  # fmt: skip
HANGS_UP = ""


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.says: dict[str, str] = {}
        self.before: dict[str, Callable[[], None]] = {}
        self.mails: list[EmailMessage] = []
        self.heard: list[str] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails]


class Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        with suppress(ConnectionError):
            if not self.answers("HELLO"):
                return
            while line := self.rfile.readline():
                verb = line[:4].strip().decode().upper()
                if not self.answers(verb):
                    return
                if verb == "DATA" and self.said.startswith("354") and not self.takes():
                    return

    def takes(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line)
        if not self.server.says.get("END", "").startswith(("4", "5")):
            self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        return self.answers("END")

    def answers(self, verb: str) -> bool:
        self.server.heard.append(verb)
        if verb in self.server.before:
            self.server.before[verb]()
            self.server.before.pop(verb)  # now it has happened
        self.said = self.server.says.get(verb, USUAL.get(verb, "500 what?"))
        if self.said == HANGS_UP:
            return False
        self.wfile.write(f"{self.said}\r\n".encode())
        return verb != "QUIT"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
