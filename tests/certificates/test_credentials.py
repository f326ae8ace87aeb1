import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from fablab.audit.models import AuditEvent
from fablab.certificates import signing
from fablab.certificates.credential.canonical import CONTEXT
from fablab.certificates.credential.checking import check_credential
from fablab.certificates.credential.keys import rotate_key
from fablab.certificates.models import Certificate, Credential, StatusEntry
from fablab.certificates.pdf import certificate_pdf
from fablab.certificates.queries import credentials as queries
from fablab.certificates.queries.credentials import (
    FreePlaces,
    Standing,
    free_places,
    revoked_places,
    standing_of,
)
from fablab.certificates.services import (
    SignedCredential,
    drop_refused_credentials,
    forget_certificates,
    issue_certificates,
    keep_credentials,
    reissue_certificate,
    revoke_certificate,
)
from fablab.certificates.signing import issuer_keys, revoke_issuer_key
from fablab.certificates.wording import design_of
from fablab.certificates.work import sign_waiting
from fablab.consent.models import Purpose, Route
from fablab.consent.services import record_pupil_answer
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Pupil
from fablab.people.services import add_guardianship
from fablab.registrations.models import Registration
from fablab.web.current import current_settings
from tests.certificates.factories import (
    AFTERWARDS,
    issue,
    make_certificate,
    make_coordinator,
    make_held_series,
    make_visitor,
)
from tests.certificates.signed import answer, make_signed, sign
from tests.factories import make_account, make_guardian, make_pupil, saved

pytestmark = pytest.mark.usefixtures("app")
NEXT_SCHOOL_YEAR = datetime(2027, 9, 2, 12, tzinfo=AFTERWARDS.tzinfo)


@pytest.fixture(autouse=True)
def _fresh_keys(app: Flask) -> Iterator[None]:
    del app
    yield
    current_settings().credential_keys.unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _afterwards(app: Flask, clock_at: Callable[[datetime], None]) -> None:
    del app
    clock_at(AFTERWARDS)


def standing(credential: Credential) -> Standing:
    return standing_of(credential.entry.list_number, credential.entry.list_index)


def drop(now: datetime = AFTERWARDS) -> int:
    with unit_of_work():
        return drop_refused_credentials(now=now)


def texts(value: object) -> Iterator[str]:
    """Every key and every text in it."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    else:
        yield str(value)


def test_the_credential_is_built_as_open_badges_demands() -> None:
    certificate, credential = make_signed()
    document = json.loads(credential.signed)
    number, index = credential.entry.list_number, credential.entry.list_index
    proof = document.pop("proof")

    assert document == {
        "@context": list(CONTEXT),
        "id": credential.credential_id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": "http://localhost/issuer",
            "type": ["Profile"],
            "name": "FabLab bielsko-biala",
            "url": "http://localhost",
        },
        "validFrom": "2026-09-30T08:00:00Z",
        "name": "Laser-cut lamps",
        "credentialSubject": {
            "id": credential.subject_id,
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "http://localhost/achievements/"
                + certificate.registration.series.slug,
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "inLanguage": "en",
                "name": "Laser-cut lamps",
                "description": "Drew a lamp; Cut it with the laser",
                "criteria": {
                    "narrative": "Took part in at least 75 percent of the meetings "
                    "that were held."
                },
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": name,
                        "targetUrl": "https://doi.org/10.2791/593884",
                    }
                    for name in (
                        "EntreComp: Creativity",
                        "EntreComp: Taking the initiative",
                    )
                ],
            },
        },
        "credentialStatus": {
            "id": f"http://localhost/status/{number}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": f"http://localhost/status/{number}",
        },
    }
    assert proof["verificationMethod"] == f"http://localhost/issuer#{credential.key}"
    signed = check_credential(
        document | {"proof": proof},
        issuer="http://localhost/issuer",
        ring=issuer_keys(now=AFTERWARDS),
        now=AFTERWARDS,
    )
    assert signed.name == "Laser-cut lamps"


def test_it_says_nothing_of_the_pupil_the_school_or_how_well_it_went() -> None:
    certificate, credential = make_signed("Żaneta-Wyjątkowa")
    pupil = certificate.registration.pupil
    guardian = certificate.registration.registered_by.account
    said = list(texts(json.loads(credential.signed)))

    for secret in (
        pupil.given_name,
        pupil.family_name,
        pupil.birth_date.isoformat(),
        pupil.public_id,
        guardian.email,
        guardian.name,
        certificate.code,
        certificate.public_id,
        certificate.registration.public_id,
        certificate.snapshot["issuer"],
    ):
        assert not [text for text in said if secret in text], secret
    keys = {"awardedDate", "result", "evidence", "identifier", "identityHash", "image"}
    assert keys & set(said) == set()


def test_two_credentials_of_one_pupil_cannot_be_told_to_belong_together() -> None:
    first, one = make_signed()
    series = make_held_series()
    make_visitor(series, came_to=range(4), pupil=first.registration.pupil)
    (second,) = issue(series)
    sign()

    other = queries.credential_of(second)
    assert other is not None
    own = {first.registration.pupil.public_id}
    parts = [
        {each.credential_id, each.subject_id, str(each.entry.list_index)}
        for each in (one, other)
    ]
    assert parts[0] & parts[1] == set()
    assert own & (parts[0] | parts[1]) == set()


def test_without_the_guardians_yes_nothing_is_signed() -> None:
    guardian = make_guardian()
    pupil = make_pupil(guardian=guardian)
    make_certificate(pupil)

    assert sign() == 0
    answer(pupil, guardian, yes=False)
    assert sign() == 0
    assert db.session.query(Credential).count() == 0


def test_signing_again_makes_no_second_one() -> None:
    _, first = make_signed()

    assert sign() == 0
    assert db.session.query(Credential).one() is first


def test_guardians_who_differ_get_none_and_lose_one() -> None:
    mother, father = make_guardian("Ana"), make_guardian("Petro")
    certificate, credential = make_signed(guardian=mother)
    pupil = certificate.registration.pupil
    entry = (credential.entry.list_number, credential.entry.list_index)
    with unit_of_work():
        add_guardianship(guardian=father, pupil=pupil)

    answer(pupil, father, yes=False)

    assert drop() == 1
    assert standing_of(*entry) is Standing.ENDED
    assert sign() == 0


def test_a_yes_that_lapsed_revokes_nothing_and_signs_nothing_new() -> None:
    certificate, credential = make_signed()
    pupil = certificate.registration.pupil

    assert drop(NEXT_SCHOOL_YEAR) == 0
    assert standing(credential) is Standing.HOLDS
    series = make_held_series()
    make_visitor(series, came_to=range(4), pupil=pupil)
    issue(series, now=NEXT_SCHOOL_YEAR)
    assert sign(now=NEXT_SCHOOL_YEAR) == 0


def test_a_pupil_who_is_old_enough_says_no_and_it_counts() -> None:
    certificate, credential = make_signed()
    pupil = certificate.registration.pupil

    def says_no() -> None:
        with unit_of_work():
            record_pupil_answer(
                pupil=pupil,
                purpose=Purpose.CREDENTIAL,
                answer=False,
                route=Route.FAMILY_PAGE,
                now=AFTERWARDS,
            )

    says_no()
    assert drop() == 0
    with unit_of_work():
        db.session.get_one(Pupil, pupil.id).birth_date = date(2013, 1, 1)
    assert drop() == 1
    assert db.session.query(StatusEntry).count() == 1
    del credential


def test_withdrawing_flips_the_bit_and_forgets_whose_it_was() -> None:
    certificate, credential = make_signed()
    number, index = credential.entry.list_number, credential.entry.list_index
    assert revoked_places(number) == set()

    answer(
        certificate.registration.pupil,
        certificate.registration.registered_by,
        yes=False,
    )
    assert drop() == 1

    assert revoked_places(number) == {index}
    assert db.session.query(Credential).count() == 0
    actions = [event.action for event in db.session.query(AuditEvent)]
    assert actions[-1] == "credential.dropped"


def test_who_says_yes_again_gets_another_one_with_another_bit() -> None:
    certificate, first = make_signed()
    ids = (first.credential_id, first.entry.list_index)
    guardian = certificate.registration.registered_by
    answer(certificate.registration.pupil, guardian, yes=False)
    drop()

    answer(certificate.registration.pupil, guardian, now=AFTERWARDS + timedelta(1))
    assert sign(now=AFTERWARDS + timedelta(1)) == 1

    second = queries.credential_of(certificate)
    assert second is not None
    assert standing(second) is Standing.HOLDS
    assert second.credential_id != ids[0]
    assert standing_of(1, ids[1]) is Standing.ENDED


def test_a_revoked_and_a_replaced_certificate_end_the_credential_at_once() -> None:
    certificate, credential = make_signed()
    other, replaced = make_signed("Jan")
    by = make_account()
    with unit_of_work():
        revoke_certificate(
            certificate=db.session.get_one(Certificate, certificate.id),
            by=by,
            reason="Wrong name",
            now=AFTERWARDS,
        )
        db.session.get_one(Certificate, other.id).replaced_at = AFTERWARDS

    assert standing(credential) is Standing.ENDED
    assert standing(replaced) is Standing.ENDED
    assert revoked_places(1) == {credential.entry.list_index, replaced.entry.list_index}


def test_erasing_a_pupils_rows_leaves_a_revoked_bit_that_points_to_nobody() -> None:
    _, credential = make_signed()
    number, index = credential.entry.list_number, credential.entry.list_index
    with unit_of_work():
        db.session.delete(db.session.get_one(Credential, credential.id))

    assert standing_of(number, index) is Standing.ENDED
    entry = db.session.query(StatusEntry).one()
    assert (entry.list_number, entry.list_index) == (number, index)


def test_a_place_nobody_got_is_unknown() -> None:
    _, credential = make_signed()

    assert standing_of(1, (credential.entry.list_index + 1) % 1000) is Standing.UNKNOWN
    assert standing_of(7, 1) is Standing.UNKNOWN


def test_places_are_drawn_at_random_and_never_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draws = iter([5, 5, 9])
    monkeypatch.setattr("secrets.randbelow", lambda _: next(draws))
    _, first = make_signed()
    _, second = make_signed("Jan")

    assert [first.entry.list_index, second.entry.list_index] == [5, 9]
    with pytest.raises(IntegrityError):
        saved(StatusEntry(list_number=1, list_index=5, made_at=AFTERWARDS))


def test_a_list_that_is_half_full_is_followed_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "FULL", 1)
    assert free_places() == FreePlaces(list_number=1, taken=frozenset())

    make_signed()
    assert free_places() == FreePlaces(list_number=2, taken=frozenset())
    _, second = make_signed("Jan")

    assert second.entry.list_number == 2


def test_what_changed_while_it_was_signed_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guardian = make_guardian()
    pupil = make_pupil(guardian=guardian)
    make_certificate(pupil)
    answer(pupil, guardian)

    def keep_late(signed: Sequence[SignedCredential], *, now: datetime) -> object:
        db.session.query(Certificate).update({"revoked_at": now})
        return keep_credentials(signed, now=now)

    monkeypatch.setattr(signing, "keep_credentials", keep_late)

    assert sign() == 0
    assert db.session.query(StatusEntry).count() == 0


def test_one_certificate_has_one_credential() -> None:
    certificate, first = make_signed()
    second = Credential(
        certificate=certificate,
        entry=StatusEntry(list_number=1, list_index=1, made_at=AFTERWARDS),
        credential_id="urn:uuid:a",
        subject_id="urn:uuid:b",
        key=first.key,
        signed="{}",
        pdf_sha256="",
        created_at=AFTERWARDS,
    )

    with pytest.raises(IntegrityError):
        saved(second)


def test_after_rotating_the_old_signature_counts_and_new_ones_are_by_the_new_key() -> (
    None
):
    _, old = make_signed()
    rotate_key(current_settings().credential_keys, now=AFTERWARDS)
    _, new = make_signed("Jan")
    ring = issuer_keys(now=AFTERWARDS)

    assert (old.key, new.key) == (ring.keys[1].multikey, ring.keys[0].multikey)
    for credential in (old, new):
        check_credential(
            json.loads(credential.signed),
            issuer="http://localhost/issuer",
            ring=ring,
            now=AFTERWARDS,
        )


def test_after_revoking_a_key_what_we_keep_is_signed_anew_and_says_the_same() -> None:
    _, credential = make_signed()
    before, paper = json.loads(credential.signed), credential.pdf_sha256
    old = credential.key

    assert revoke_issuer_key(old, now=AFTERWARDS) == 1
    assert revoke_issuer_key(old, now=AFTERWARDS) == 0

    db.session.refresh(credential)
    after = json.loads(credential.signed)
    assert credential.key == issuer_keys(now=AFTERWARDS).current.multikey
    assert credential.pdf_sha256 != paper
    assert after.pop("proof") != before.pop("proof")
    assert after == before


def test_issuing_signs_for_those_who_said_yes_before(app: Flask) -> None:
    guardian = make_guardian()
    pupil = make_pupil(guardian=guardian)
    answer(pupil, guardian)
    series = make_held_series()
    make_visitor(series, came_to=range(4), pupil=pupil)
    make_visitor(series, came_to=range(4), pupil=make_pupil("Jan"))
    by = make_coordinator()
    with unit_of_work():
        issue_certificates(series=series, issued_by=by, now=AFTERWARDS)

    assert sign() == 1
    del app


def test_the_papers_file_carries_it_along_and_its_hash_is_known() -> None:
    certificate, credential = make_signed()
    attached = queries.credential_attachment(certificate)
    other = make_certificate(make_pupil("Jan"))

    assert attached == {"credential.json": credential.signed.encode()}
    assert queries.credential_attachment(other) == {}


def test_the_key_lies_outside_the_database_and_only_its_owner_reads_it() -> None:
    make_signed()
    file = current_settings().credential_keys
    secret = json.loads(file.read_text())["secret"]

    assert file.stat().st_mode & 0o777 == 0o600
    rows = db.session.query(Credential).one()
    assert secret not in rows.signed
    assert file.parent == Path(current_settings().instance)


def test_attachments_are_data_of_the_document() -> None:
    certificate, _ = make_signed()
    pdf = certificate_pdf(
        design_of(certificate), queries.credential_attachment(certificate)
    )
    with pikepdf.open(BytesIO(pdf)) as document:
        spec = document.attachments["credential.json"]
        assert spec.relationship == pikepdf.Name.Data


def test_forgetting_a_pupils_certificates_revokes_their_credentials() -> None:
    certificate, credential = make_signed()
    number, index = credential.entry.list_number, credential.entry.list_index
    with unit_of_work():
        registration = db.session.get_one(Registration, certificate.registration_id)
        forget_certificates(registration, now=AFTERWARDS)

    assert revoked_places(number) == {index}
    assert db.session.query(Credential).count() == 0


def test_the_worker_signs_what_a_reissue_made() -> None:
    certificate, first = make_signed()
    by = make_account()
    with unit_of_work():
        reissue_certificate(
            certificate=db.session.get_one(Certificate, certificate.id),
            by=by,
            reason="The name was wrong",
            now=AFTERWARDS,
        )

    assert sign_waiting() == 1
    assert sign_waiting() == 0
    assert standing(first) is Standing.ENDED
    assert db.session.query(Credential).count() == 2
