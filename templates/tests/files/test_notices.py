"""Failures are told by the channels of files.yaml, here to a web server of the test."""

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from dagster_project.files.notifications import Notice, tell
from dagster_project.files.policy import EmailChannel, FilesConfig, LogChannel, WebhookChannel
from dagster_project.singer.errors import KitError

NOTICE = Notice("daily failed", "invoices.csv: no such column\nCorrect the file.")
LOG = logging.getLogger("notices")


@pytest.fixture
def posted() -> Iterator[tuple[str, list[object]]]:
    """The address of a web server, and what was posted to it."""
    bodies: list[object] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", bodies
        server.shutdown()
        thread.join()


def test_every_channel_is_told(
    posted: tuple[str, list[object]], caplog: pytest.LogCaptureFixture
) -> None:
    """The address of a webhook is a secret: files.yaml has the name of its variable."""
    channels = [WebhookChannel(channel="webhook", url="HOOK"), LogChannel(channel="log")]
    tell(NOTICE, channels, LOG, {"HOOK": posted[0]})
    text = f"{NOTICE.title}\n{NOTICE.text}"
    assert posted[1] == [{"text": text}]
    assert caplog.messages == [text]


def test_a_channel_that_fails_does_not_silence_the_others(
    posted: tuple[str, list[object]],
) -> None:
    """The error names the channel and tells no secret."""
    channels = FilesConfig.model_validate(
        {
            "notifications": [
                {
                    "channel": "email",
                    "host": "127.0.0.1",
                    "port": 1,
                    "sender": "dagster@example.org",
                    "recipients": ["data@example.org"],
                    "password": "SMTP_PASSWORD",
                    "user": "SMTP_USER",
                },
                {"channel": "webhook", "url": "HOOK"},
            ]
        }
    ).notifications
    assert isinstance(channels[0], EmailChannel)
    variables = {"HOOK": posted[0], "SMTP_USER": "me", "SMTP_PASSWORD": "s3cret"}
    with pytest.raises(KitError, match=r"the SMTP server 127\.0\.0\.1:1 was not reached") as told:
        tell(NOTICE, channels, LOG, variables)
    assert "s3cret" not in str(told.value)
    assert len(posted[1]) == 1
