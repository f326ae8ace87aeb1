"""`/demo/mail/`: the letters that the demonstration would have sent."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from flask import Blueprint, Flask, abort, render_template
from flask.typing import ResponseReturnValue

from fablab.accounts.access import public
from fablab.web.current import current_settings

bp = Blueprint("demo", __name__, url_prefix="/demo/mail")
SHOWN = 50


def show_mailbox(app: Flask) -> None:
    """Add the pages; only the demonstration has them."""
    app.register_blueprint(bp)


@bp.get("/")
@public
def mailbox() -> ResponseReturnValue:
    """List the newest letters first."""
    letters = [(file.stem, _read(file)) for file in _files()[:SHOWN]]
    return render_template("demo/mailbox.html", letters=letters)


@bp.get("/<name>")
@public
def letter(name: str) -> ResponseReturnValue:
    """Show one letter as the family reads it, with its links."""
    file = next((file for file in _files() if file.stem == name), None)
    if file is None:
        abort(404)
    message = _read(file)
    return render_template("demo/letter.html", letter=message, words=_words(message))


def _files() -> list[Path]:
    files = current_settings().mail_folder.glob("*.eml")
    return sorted(files, key=lambda file: file.stat().st_mtime, reverse=True)


def _read(file: Path) -> EmailMessage:
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 -- what the policy makes
    return message


def _words(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""
