"""Failures told to a real SMTP server and a real web server, both of this process."""

import json
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml
from dagster_project.files.notifications import Notice, tell
from dagster_project.files.policy import EmailChannel, FilesConfig, LogChannel, WebhookChannel
from dagster_project.singer.errors import KitError

ROOT = Path(__file__).resolve().parents[4]
NOTICE = Notice("daily failed", "prices ä.csv: no such column\nCorrect the file.")


class Log:
    def __init__(self):
        self.lines = []

    def warning(self, message):
        self.lines.append(message)

    info = warning


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def mails():
    taken: list[bytes] = []

    class Smtp(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 here\r\n")
            body = None
            for line in self.rfile:
                word = line.strip().upper()
                if body is not None:
                    if line != b".\r\n":
                        body.append(line)
                        continue
                    taken.append(b"".join(body))
                    body = None
                elif word == b"DATA":
                    body = []
                    self.wfile.write(b"354 go on\r\n")
                    continue
                elif word.startswith(b"RCPT TO:<NOBODY"):
                    self.wfile.write(b"550 unknown\r\n")
                    continue
                self.wfile.write(b"250 ok\r\n" if word != b"QUIT" else b"221 bye\r\n")

    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp)) as port:
        yield port, taken


@pytest.fixture
def hook():
    taken = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((self.headers["Content-Type"], json.loads(body)))
            self.send_response(404 if self.path == "/gone" else 200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with serving(HTTPServer(("127.0.0.1", 0), Hook)) as port:
        yield port, taken


def email(port: int, recipient: str = "ops@example.org", **more: object) -> EmailChannel:
    return EmailChannel(
        channel="email",
        host="127.0.0.1",
        port=port,
        sender="dagster@example.org",
        recipients=[recipient],
        starttls=False,
        **more,
    )


def test_every_channel_is_told(mails, hook):
    log = Log()
    channels = [
        email(mails[0]),
        WebhookChannel(channel="webhook", url="HOOK"),
        LogChannel(channel="log"),
    ]
    tell(NOTICE, channels, log, {"HOOK": f"http://127.0.0.1:{hook[0]}/"})

    mail = message_from_bytes(mails[1][0], policy=policy.default)
    assert (mail["Subject"], mail["To"]) == ("daily failed", "ops@example.org")
    assert mail.get_content().splitlines() == NOTICE.text.splitlines()
    text = f"{NOTICE.title}\n{NOTICE.text}"
    assert hook[1] == [("application/json", {"text": text})]
    assert log.lines == [text]


def test_a_channel_that_fails_does_not_keep_others_from_being_told(mails, hook):
    secret = f"http://127.0.0.1:{hook[0]}/gone"
    log = Log()
    channels = [
        email(mails[0], "nobody@example.org"),
        email(1),
        email(mails[0], user="SMTP_USER"),
        WebhookChannel(channel="webhook", url="HOOK"),
        WebhookChannel(channel="webhook", url="ELSEWHERE"),
        LogChannel(channel="log"),
    ]
    with pytest.raises(KitError) as told:
        tell(NOTICE, channels, log, {"HOOK": secret, "ELSEWHERE": "file:///etc/passwd"})

    assert told.value.message.split("; ") == [
        "a failure could not be told: "
        f"the SMTP server 127.0.0.1:{mails[0]} refused: SMTPRecipientsRefused",
        "the SMTP server 127.0.0.1:1 was not reached: Connection refused",
        "the variable SMTP_USER is not set",
        "the webhook of HOOK answered 404",
        "the webhook of ELSEWHERE is no address that begins with https://",
    ]
    assert secret not in str(told.value)
    assert len(log.lines) == 1


def test_the_example_of_the_readme_tells_by_each_channel(mails, hook):
    expected = ROOT / "fixtures" / "projects" / "quickbooks-native" / "expected"
    blocks = re.findall(r"```yaml\n(.*?)```", (expected / "README.md").read_text(), re.DOTALL)
    config = FilesConfig.model_validate(yaml.safe_load("".join(blocks)))
    assert config.policy("any", "prod").failed == "/data/failed"
    log, mail, webhook = config.notifications
    assert isinstance(mail, EmailChannel)
    # A server without encryption and accounts.
    here = {"host": "127.0.0.1", "port": mails[0], "starttls": False}
    nobody = {"user": None, "password": None}
    lines = Log()
    variables = {"FAILURES_WEBHOOK": f"http://127.0.0.1:{hook[0]}/"}
    tell(NOTICE, [log, mail.model_copy(update=here | nobody), webhook], lines, variables)
    assert (len(lines.lines), len(mails[1]), len(hook[1])) == (1, 1, 1)
    assert message_from_bytes(mails[1][0])["To"] == "data@example.org"


def test_a_title_of_several_lines_is_one_line_of_a_mail(mails):
    tell(Notice("a\nBcc: x@example.org", "text"), [email(mails[0])], Log(), {})
    mail = message_from_bytes(mails[1][0], policy=policy.default)
    assert mail["Subject"] == "a Bcc: x@example.org"
    assert mail["Bcc"] is None


def test_an_address_that_cannot_be_asked_for_is_not_told():
    channel = WebhookChannel(channel="webhook", url="HOOK")
    log = Log()
    with pytest.raises(KitError) as raised:
        tell(
            NOTICE,
            [channel, LogChannel(channel="log")],
            log,
            {"HOOK": "https://localhost/s3cret s3cret"},
        )
    assert "the webhook of HOOK was not reached" in str(raised.value)
    assert "s3cret" not in str(raised.value)
    assert log.lines, "the other channels are tried"


def test_a_server_that_does_not_speak_http():
    class Other(socketserver.StreamRequestHandler):
        def handle(self):
            self.rfile.readline()
            self.wfile.write(b"220 mail.example ESMTP\r\n")

    with serving(socketserver.TCPServer(("127.0.0.1", 0), Other)) as port:
        channel = WebhookChannel(channel="webhook", url="HOOK")
        with pytest.raises(KitError, match="the webhook of HOOK was not reached"):
            tell(NOTICE, [channel], Log(), {"HOOK": f"http://127.0.0.1:{port}/"})


def test_a_name_of_a_file_that_is_no_text(mails):
    port, taken = mails
    channel = email(port)
    tell(Notice("failed", "\udcff.csv"), [channel], Log())
    assert len(taken) == 1
