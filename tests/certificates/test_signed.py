"""Files that are signed: by a key made here, read back by pyHanko's own validator."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from flask import Flask
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from fablab.certificates.models import Certificate, SignedPaper
from fablab.certificates.pades import UnusableKey, check_seal, seal_of
from fablab.certificates.papers import DrawnPaper, draw_paper, issued_paper
from fablab.certificates.pdf import certificate_pdf
from fablab.certificates.services.papers import forget_signed
from fablab.certificates.wording import design_of
from fablab.certificates.work import issue_waiting
from fablab.config import Settings
from fablab.kernel.db import db, unit_of_work
from fablab.web.current import Installation, current_installation, install
from tests.certificates.designs import LAMP
from tests.certificates.factories import (
    make_certificate,
    make_coordinator,
    make_held_series,
    make_visitor,
)
from tests.factories import make_pupil, sign_in_as
from tests.support.pages import Browser
from tests.support.paper import files_in, fonts_by_poppler, fonts_of, text_of

NOW = datetime.now(UTC)
YEAR = timedelta(days=365)
PASSPHRASE = b"correct horse battery staple"
ATTACHED = {"credential.json": b'{"proof": 1}'}


class Key:
    """A self-signed certificate on P-256, its key in a PKCS#12 file."""

    def __init__(self, folder: Path, *, begins_at: datetime, ends_at: datetime) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "FabLab Test")])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins_at)
            .not_valid_after(ends_at)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(), critical=True)
            .sign(key, hashes.SHA256())
        )
        locked = serialization.BestAvailableEncryption(PASSPHRASE)
        self.file, self.passphrase = folder / "seal.p12", folder / "seal.txt"
        self.file.write_bytes(
            pkcs12.serialize_key_and_certificates(b"s", key, certificate, None, locked)
        )
        self.passphrase.write_bytes(PASSPHRASE + b"\n")
        self.root = certificate.public_bytes(serialization.Encoding.PEM)

    def settings(self, settings: Settings) -> Settings:
        return replace(
            settings,
            signing_key=str(self.file),
            signing_passphrase=str(self.passphrase),
        )


def _usage() -> x509.KeyUsage:
    wanted = {"digital_signature", "content_commitment", "key_cert_sign"}
    others = (
        *("key_encipherment", "data_encipherment", "key_agreement", "crl_sign"),
        *("encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**dict.fromkeys(wanted, True), **dict.fromkeys(others, False))


@pytest.fixture
def key(tmp_path: Path) -> Key:
    return Key(tmp_path, begins_at=NOW - YEAR, ends_at=NOW + YEAR)


@pytest.fixture
def signing(app: Flask, key: Key) -> Iterator[Key]:
    """The app signs with the key."""
    plain = current_installation()
    sign_with(app, key.settings(plain.settings))
    yield key
    install(app, plain)


def sign_with(app: Flask, settings: Settings) -> None:
    cipher = current_installation().cipher
    install(app, Installation(settings=settings, cipher=cipher))


def found_in(pdf: bytes, root: bytes) -> tuple[bool, bool, bool, str]:
    """Intact, valid, trusted, and how much the only signature covers."""
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    trust = ValidationContext(trust_roots=list(load_certs_from_pemder_data(root)))
    with ThreadPoolExecutor(1) as alone:  # browser tests leave an event loop here
        status = alone.submit(validate_pdf_signature, signature, trust).result()
    assert isinstance(status.coverage, SignatureCoverageLevel)
    return status.intact, status.valid, status.trusted, status.coverage.name


def issue_paper(
    certificate: Certificate, attachments: dict[str, bytes] | None = None
) -> DrawnPaper:
    drawn = draw_paper(certificate, attachments, now=NOW)
    with unit_of_work():
        drawn.keep(db.session.get_one(Certificate, certificate.id), now=NOW)
    return drawn


def test_a_signed_file_is_intact_valid_trusted_and_wholly_covered(
    key: Key,
) -> None:
    seal = seal_of(key.settings(_settings()), now=NOW)
    assert seal is not None

    signed = seal.sign(certificate_pdf(LAMP, ATTACHED))

    assert found_in(signed, key.root) == (True, True, True, "ENTIRE_FILE")
    assert text_of(signed) == text_of(certificate_pdf(LAMP))
    assert files_in(signed) == {
        "credential.json": ("/Data", ATTACHED["credential.json"])
    }
    assert fonts_of(signed) == {"Nunito-Regular", "Nunito-ExtraBold"}
    assert set(fonts_by_poppler(signed).values()) == {True}
    assert b"Helvetica" not in signed


def test_one_changed_byte_is_noticed(key: Key) -> None:
    seal = seal_of(key.settings(_settings()), now=NOW)
    assert seal is not None
    signed = bytearray(seal.sign(certificate_pdf(LAMP)))
    signed[signed.index(b"/Title") + 9] ^= 1

    intact, _valid, _trusted, _coverage = found_in(bytes(signed), key.root)

    assert not intact


def test_another_root_does_not_trust_it(key: Key, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Key(tmp_path / "other", begins_at=NOW - YEAR, ends_at=NOW + YEAR)
    seal = seal_of(key.settings(_settings()), now=NOW)
    assert seal is not None

    signed = seal.sign(certificate_pdf(LAMP))

    assert found_in(signed, other.root)[:3] == (True, True, False)


@pytest.mark.usefixtures("app")
def test_without_a_key_nothing_is_signed_and_nothing_kept() -> None:
    certificate = make_certificate()

    drawn = issue_paper(certificate)

    assert drawn.data == certificate_pdf(design_of(certificate))
    assert drawn.data == issued_paper(certificate)
    assert db.session.query(SignedPaper).count() == 0
    assert check_seal().detail == "not used"


def test_what_was_signed_is_handed_out_byte_for_byte(signing: Key) -> None:
    certificate = make_certificate()

    first = issue_paper(certificate)
    second = issue_paper(certificate)
    carrying = issue_paper(certificate, ATTACHED)

    assert found_in(first.data, signing.root)[:3] == (True, True, True)
    assert second.data != first.data
    assert issued_paper(certificate) == first.data
    assert first.sha256 == hashlib.sha256(issued_paper(certificate)).hexdigest()
    assert issued_paper(certificate, ATTACHED) == carrying.data
    assert set(files_in(carrying.data)) == {"credential.json"}


def test_what_was_issued_unsigned_stays_so_when_signing_begins(
    app: Flask, key: Key
) -> None:
    certificate = make_certificate()
    plain, before = current_installation(), issue_paper(certificate).data

    sign_with(app, key.settings(plain.settings))
    after = issued_paper(certificate)
    install(app, plain)

    assert after == before


def test_what_was_signed_stays_so_when_signing_ends(signing: Key, app: Flask) -> None:
    certificate = make_certificate()
    signed = issue_paper(certificate).data

    sign_with(app, _settings())

    assert issued_paper(certificate) == signed
    assert found_in(signed, signing.root)[0]


@pytest.mark.usefixtures("signing")
def test_the_file_goes_with_an_erased_pupil() -> None:
    certificate = make_certificate()
    issue_paper(certificate)

    with unit_of_work():
        forget_signed(db.session.get_one(Certificate, certificate.id))

    assert db.session.query(SignedPaper).count() == 0


def test_issuing_signs_keeps_and_hands_out_the_same_file(
    signing: Key, browser: Browser, clock_at: Callable[[datetime], None]
) -> None:
    clock_at(NOW)
    series = make_held_series()
    make_visitor(series, came_to=range(4), pupil=make_pupil("Mira", "Novak"))
    sign_in_as(browser, make_coordinator())
    browser.submit(browser.get(f"/staff/series/{series.slug}/certificates"))
    issue_waiting()
    certificate = db.session.query(Certificate).one()

    files = [
        browser.download(f"/staff/certificates/{certificate.public_id}.pdf")
        for _ in range(2)
    ]

    assert files[0] == files[1]
    assert found_in(files[0], signing.root) == (True, True, True, "ENTIRE_FILE")
    assert hashlib.sha256(files[0]).hexdigest() == certificate.pdf_sha256


def spoil(key: Key, how: str) -> Settings:
    """Settings that cannot sign."""
    settings = key.settings(_settings())
    if how == "missing":
        key.file.unlink()
    elif how == "no passphrase file":
        key.passphrase.unlink()
    elif how == "wrong passphrase":
        key.passphrase.write_text("guess")
    elif how == "no passphrase":
        settings = replace(settings, signing_passphrase="")
    elif how == "no key":
        key.file.write_bytes(b"not a key")
    return settings


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("missing", "FABLAB_SIGNING_KEY: No such file or directory"),
        ("no passphrase file", "FABLAB_SIGNING_PASSPHRASE: No such file or directory"),
        ("wrong passphrase", "no PKCS#12 file that the passphrase opens"),
        ("no passphrase", "no PKCS#12 file that the passphrase opens"),
        ("no key", "no PKCS#12 file that the passphrase opens"),
    ],
)
def test_a_key_that_cannot_sign_is_told_and_holds_nobody_up(
    app: Flask, key: Key, how: str, reason: str
) -> None:
    plain, certificate = current_installation(), make_certificate()
    sign_with(app, spoil(key, how))

    drawn, check = draw_paper(certificate, now=NOW), check_seal()
    answer = app.test_client().get("/ready").get_json()
    install(app, plain)

    assert drawn.data == certificate_pdf(design_of(certificate))
    assert not drawn.is_signed
    assert check.state == "degraded"
    assert reason in check.detail
    assert check.detail.startswith("certificates are issued without a signature: ")
    assert answer["checks"]["paper_signature"]["state"] == "degraded"


@pytest.mark.parametrize("days", [-400, 400])
def test_an_expired_or_future_certificate_does_not_sign(key: Key, days: int) -> None:
    with pytest.raises(UnusableKey, match=r"is valid from .* only"):
        seal_of(key.settings(_settings()), now=NOW + timedelta(days=days))


def test_an_expiry_within_a_month_is_told(app: Flask, tmp_path: Path) -> None:
    plain = current_installation()
    soon = Key(tmp_path, begins_at=NOW - YEAR, ends_at=NOW + timedelta(days=20))
    sign_with(app, soon.settings(plain.settings))

    check = check_seal()
    install(app, plain)

    assert (check.state, check.detail) == (
        "degraded",
        f"until {NOW + timedelta(days=20):%Y-%m-%d}",
    )


def test_an_error_while_signing_issues_it_unsigned(
    signing: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    del signing
    certificate = make_certificate()
    monkeypatch.setattr("fablab.certificates.pades.Seal.sign", lambda *_: 1 / 0)

    drawn = draw_paper(certificate, now=NOW)

    assert drawn.data == certificate_pdf(design_of(certificate))


def _settings() -> Settings:
    return Settings(
        base_url="http://localhost",
        database_url="sqlite://",
        instance=Path(),
        secret_key="x" * 32,
    )
