"""Every setting, read from FABLAB_* variables once and checked at start."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env, EnvError
from marshmallow.validate import OneOf, Range

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
LANGUAGES = {"pl": "Polski", "en": "English", "de": "Deutsch", "uk": "Українська"}
MAIL_SECURITY = ("none", "starttls", "tls")


class SettingsError(Exception):
    """A FABLAB_* variable cannot be used; the text says which and why."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an installation may set; each field is documented in the README."""

    base_url: str
    database_url: str
    instance: Path
    secret_key: str
    default_language: str = "pl"
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    workers: int = 2
    worker_inside: bool = True
    accept_old_sqlite: bool = False
    log_level: str = "INFO"
    mail_from: str = "Youngster FabLab <fablab@localhost>"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_security: str = "starttls"
    signing_key: str = ""
    signing_passphrase: str = ""
    demo: bool = False
    testing: bool = False

    @property
    def is_https(self) -> bool:
        """Whether visitors reach the site by https."""
        return self.base_url.startswith("https://")

    @property
    def mail_folder(self) -> Path:
        """Where letters land as `.eml` files while no SMTP server is set."""
        return self.instance / "mail"

    @property
    def credential_keys(self) -> Path:
        """Where the keys lie that sign credentials."""
        return self.instance / "credential.keys"

    def url(self, path: str) -> str:
        """The address of a path of this site, for letters and PDFs."""
        return f"{self.base_url}{path}"


def read_settings(**overrides: object) -> Settings:
    """The settings of this process.

    Args:
        **overrides: what the caller decides itself, whatever the environment says.

    Raises:
        SettingsError: a variable is missing or cannot be used.
    """
    try:
        settings = _from_environment(Env())
    except EnvError as error:
        raise SettingsError(str(error)) from error
    settings = replace(settings, **overrides)  # type: ignore[arg-type]  # by name
    _check(settings)
    return settings


def _from_environment(env: Env) -> Settings:
    with env.prefixed("FABLAB_"):
        instance = env.path("INSTANCE", INSTANCE)
        base_url = env.str("BASE_URL", "http://localhost:5001").rstrip("/")
        host = urlsplit(base_url).hostname or ""
        return Settings(
            base_url=base_url,
            database_url=env.str(
                "DATABASE_URL", f"sqlite:///{instance / 'fablab.sqlite'}"
            ),
            instance=instance,
            secret_key=env.str("SECRET_KEY", "") or _read_secret(instance),
            default_language=env.str(
                "DEFAULT_LANGUAGE", "pl", validate=OneOf(list(LANGUAGES))
            ),
            trusted_hosts=tuple(
                env.list("TRUSTED_HOSTS", [host, "127.0.0.1", "localhost"])
            ),
            proxies=env.int("PROXIES", 0, validate=Range(min=0, max=5)),
            workers=env.int("WORKERS", 2, validate=Range(min=1, max=64)),
            worker_inside=env.bool("WORKER_INSIDE", True),
            accept_old_sqlite=env.bool("ACCEPT_OLD_SQLITE", False),
            log_level=env.str(
                "LOG_LEVEL",
                "INFO",
                validate=OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]),
            ),
            mail_from=env.str("MAIL_FROM", "Youngster FabLab <fablab@localhost>"),
            signing_key=env.str("SIGNING_KEY", ""),
            signing_passphrase=env.str("SIGNING_PASSPHRASE", ""),
            smtp_host=env.str("SMTP_HOST", ""),
            smtp_port=env.int("SMTP_PORT", 587, validate=Range(min=1, max=65535)),
            smtp_user=env.str("SMTP_USER", ""),
            smtp_password=env.str("SMTP_PASSWORD", ""),
            smtp_security=env.str(
                "SMTP_SECURITY", "starttls", validate=OneOf(MAIL_SECURITY)
            ),
        )


def _read_secret(instance: Path) -> str:
    file = instance / "secret.key"
    return file.read_text() if file.exists() else ""


def create_secret() -> str:
    """Make and keep the secret that signs cookies; `init` and `demo` call it."""
    instance: Path = Env().path("FABLAB_INSTANCE", INSTANCE)
    file = instance / "secret.key"
    if not file.exists():
        instance.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


def _check(settings: Settings) -> None:
    address = urlsplit(settings.base_url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise SettingsError(
            "FABLAB_BASE_URL must be an address like https://fablab.example.org"
        )
    if len(settings.secret_key) < 32:  # noqa: PLR2004 -- 32 characters, 190 bits
        raise SettingsError(
            "There is no secret key: run `fablab init`, or set FABLAB_SECRET_KEY "
            "to at least 32 random characters."
        )


def as_environment(settings: Settings) -> Mapping[str, str]:
    """The variables that make a child process read the same settings."""
    return {
        "FABLAB_BASE_URL": settings.base_url,
        "FABLAB_DATABASE_URL": settings.database_url,
        "FABLAB_INSTANCE": str(settings.instance),
        "FABLAB_SECRET_KEY": settings.secret_key,
        "FABLAB_LOG_LEVEL": settings.log_level,
        "FABLAB_SIGNING_KEY": settings.signing_key,
        "FABLAB_SIGNING_PASSPHRASE": settings.signing_passphrase,
    }
