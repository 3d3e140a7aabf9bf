"""Telling people that a run failed: in the log, by e-mail, or to a webhook."""

import http.client
import json
import os
import smtplib
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from dagster_project.files.policy import Channel, EmailChannel, WebhookChannel
from dagster_project.singer.errors import KitError
from dagster_project.singer.request import Log

TIMEOUT_SECONDS = 15
_ADVICE = "Correct `notifications` in files.yaml, or the variable it names."


@dataclass(frozen=True)
class Notice:
    """What is told.

    Attributes:
        title: one line.
        text: what failed and what to do about it, without secrets.
    """

    title: str
    text: str


def tell(
    notice: Notice,
    channels: Sequence[Channel],
    log: Log,
    environ: Mapping[str, str] | None = None,
) -> None:
    """Tell it by every channel; one that fails does not keep the others from being tried.

    Args:
        notice: what is told.
        channels: where to.
        log: the channel `log`.
        environ: where the variables are that channels name.

    Raises:
        KitError: some channels failed; names each.
    """
    environ = os.environ if environ is None else environ
    failed = []
    for channel in channels:
        try:
            if isinstance(channel, EmailChannel):
                send_email(notice, channel, environ)
            elif isinstance(channel, WebhookChannel):
                post(notice, channel, environ)
            else:
                log.warning(f"{notice.title}\n{notice.text}")
        except KitError as e:
            failed.append(e.message)
    if failed:
        raise KitError("a failure could not be told: " + "; ".join(failed), _ADVICE)


def send_email(notice: Notice, channel: EmailChannel, environ: Mapping[str, str]) -> None:
    """Send a mail.

    Raises:
        KitError: a variable is missing, or the server does not take the mail.
    """
    mail = EmailMessage()
    mail["Subject"] = " ".join(notice.title.split())
    mail["From"] = channel.sender
    mail["To"] = ", ".join(channel.recipients)
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = make_msgid(domain=channel.sender.rpartition("@")[2] or None)
    # The name of a file need not be text.
    mail.set_content(notice.text.encode(errors="replace").decode())
    user = _variable(channel.user, environ) if channel.user else None
    password = _variable(channel.password, environ) if channel.password else ""
    place = f"the SMTP server {channel.host}:{channel.port}"
    try:
        with smtplib.SMTP(channel.host, channel.port, timeout=TIMEOUT_SECONDS) as server:
            if channel.starttls:
                server.starttls()
            if user is not None:
                server.login(user, password)
            server.send_message(mail)
    except (smtplib.SMTPException, ValueError) as e:
        # A ValueError is a name or password that cannot be written in the way the server asks for.
        raise KitError(f"{place} refused: {type(e).__name__}") from None
    except OSError as e:
        raise KitError(f"{place} was not reached: {e.strerror or e}") from None


def post(notice: Notice, channel: WebhookChannel, environ: Mapping[str, str]) -> None:
    """Post JSON with a `text`, as Slack, Teams and most others take it.

    Raises:
        KitError: the variable is missing, or the address does not take it; the address, which is a
            secret, is not in it.
    """
    url = _variable(channel.url, environ)
    place = f"the webhook of {channel.url}"
    if not url.startswith(("https://", "http://")):
        raise KitError(f"{place} is no address that begins with https://")
    body = json.dumps({"text": f"{notice.title}\n{notice.text}"}).encode()
    try:
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310
        urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS).close()  # noqa: S310
    except urllib.error.HTTPError as e:
        e.close()
        raise KitError(f"{place} answered {e.code}") from None
    except (OSError, ValueError, http.client.HTTPException) as e:
        # The last of these is what answers no HTTP, or an address with a blank in it, and says it.
        reason = getattr(e, "reason", None)
        told = getattr(reason, "strerror", None) or type(reason or e).__name__
        raise KitError(f"{place} was not reached: {told}") from None


def _variable(name: str, environ: Mapping[str, str]) -> str:
    value = environ.get(name)
    if not value:
        raise KitError(f"the variable {name} is not set")
    return value
