"""What the running app was built with: its settings and its field cipher."""

from dataclasses import dataclass

from flask import Flask, current_app

from fablab.config import Settings
from fablab.kernel.crypto import FieldCipher

_KEY = "fablab"


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Settings and keys of this process."""

    settings: Settings
    cipher: FieldCipher


def install(app: Flask, installation: Installation) -> None:
    """Keep the installation with the app."""
    app.extensions[_KEY] = installation


def current_installation() -> Installation:
    """The installation of the app that handles this request or job."""
    installation = current_app.extensions[_KEY]
    assert isinstance(installation, Installation)  # noqa: S101 -- what install() put
    return installation


def current_settings() -> Settings:
    """The settings of the app that handles this request or job."""
    return current_installation().settings
