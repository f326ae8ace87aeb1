"""How a batch of certificates stands, for the coordinator who waits for it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from fablab.accounts.queries import Actor
from fablab.certificates.models import Batch, BatchItem, Certificate, ItemState
from fablab.certificates.queries.proposals import proposals_of
from fablab.kernel.db import db
from fablab.kernel.errors import N_, DomainError, NotFound
from fablab.people.order import by_family_name
from fablab.registrations.models import Registration
from fablab.series.models import Series


@dataclass(frozen=True, kw_only=True)
class BatchLine:
    """One pupil of a batch; `refusal` is what stands in the way today, if anything."""

    item: BatchItem
    refusal: DomainError | None


@dataclass(frozen=True, kw_only=True)
class BatchState:
    """A batch with its lines, ordered by the pupils' names."""

    batch: Batch
    lines: Sequence[BatchLine]

    @property
    def counted(self) -> Counter[ItemState]:
        """How many lines are in which state."""
        return Counter(line.item.state for line in self.lines)

    @property
    def is_over(self) -> bool:
        """Whether every line is settled."""
        return not self.counted[ItemState.WAITING]

    @property
    def certificates(self) -> list[Certificate]:
        """What is there to be printed, valid ones only."""
        found = (line.item.certificate for line in self.lines)
        return [
            certificate
            for certificate in found
            if certificate and not (certificate.revoked_at or certificate.replaced_at)
        ]


def staff_batch(public_id: str, *, actor: Actor) -> Batch:
    """A batch of a site that the actor runs, with its lines, pupils and certificates.

    Raises:
        NotFound: there is none, or it is another site's.
    """
    batch = db.session.scalar(
        select(Batch)
        .join(Batch.series)
        .where(Batch.public_id == public_id, Series.site_id.in_(actor.coordinates))
        .options(
            joinedload(Batch.series),
            selectinload(Batch.items).options(
                joinedload(BatchItem.registration).joinedload(Registration.pupil),
                joinedload(BatchItem.certificate),
            ),
        )
        .execution_options(populate_existing=True)
    )
    if batch is None:
        raise NotFound(N_("There is no such list of certificates at your FabLab."))
    return batch


def state_of(batch: Batch, *, now: datetime) -> BatchState:
    """How the batch stands, with the reason for everybody who was refused."""
    refused = any(item.state is ItemState.REFUSED for item in batch.items)
    proposals = proposals_of(batch.series, now=now) if refused else []
    refusals = {line.registration.id: line.refusal for line in proposals}
    return BatchState(
        batch=batch,
        lines=[
            BatchLine(item=item, refusal=refusals.get(item.registration_id))
            for item in sorted(
                batch.items, key=lambda item: by_family_name(item.registration.pupil)
            )
        ],
    )


def running_batch(series: Series) -> Batch | None:
    """The series' batch that is still worked on, if there is one."""
    return db.session.scalars(
        select(Batch)
        .join(Batch.items)
        .where(Batch.series_id == series.id, BatchItem.state == ItemState.WAITING)
        .order_by(Batch.id.desc())
        .limit(1)
    ).first()
