"""Storing the rubrics that come with the software."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from fablab.assessments.errors import RubricDiffers
from fablab.assessments.models import Dimension, Domain, Rubric
from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.kernel.errors import N_

FOLDER = Path(__file__).resolve().parent.parent / "rubrics"


def load_rubrics(now: datetime) -> list[Rubric]:
    """Store every shipped rubric that is not stored yet; call it in a unit of work.

    Args:
        now: the aware instant, for the journal.

    Returns:
        One flushed rubric for each shipped file, new or already known.

    Raises:
        RubricDiffers: a version that is stored already has other words now. Levels
            were given by the stored words, so changed words need a new version.
    """
    files = sorted(FOLDER.glob("*.json"))
    return [_load(json.loads(file.read_text("utf-8")), now) for file in files]


def _load(shipped: dict[str, Any], now: datetime) -> Rubric:
    code, version = shipped["code"], shipped["version"]
    known = db.session.scalar(
        select(Rubric).where(Rubric.code == code, Rubric.version == version)
    )
    if known is None:
        return _store(shipped, now)
    if _as_shipped(known) != shipped:
        raise RubricDiffers(
            N_(
                "Rubric %(code)s %(version)s is stored with other words. "
                "Give the changed one a new version."
            ),
            code=code,
            version=version,
        )
    return known


def _store(shipped: dict[str, Any], now: datetime) -> Rubric:
    content = {key: value for key, value in shipped.items() if key != "dimensions"}
    rubric = Rubric(code=shipped["code"], version=shipped["version"], content=content)
    db.session.add(rubric)
    for position, dimension in enumerate(shipped["dimensions"], start=1):
        db.session.add(
            Dimension(
                rubric=rubric,
                code=dimension["code"],
                domain=Domain(dimension["domain"]),
                position=position,
                content=dimension,
            )
        )
    db.session.flush()
    record_event(
        actor="system",
        action="rubric.stored",
        subject_kind="rubric",
        subject=rubric.name,
        now=now,
    )
    return rubric


def _as_shipped(rubric: Rubric) -> dict[str, Any]:
    dimensions = [dimension.content for dimension in rubric.dimensions]
    return {**rubric.content, "dimensions": dimensions}
