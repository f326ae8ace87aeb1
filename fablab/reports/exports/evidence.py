"""What the levels rest on: the observers' notes, and captions of their photos."""

from collections.abc import Iterator

from flask_babel import gettext as _

from fablab.reports.exports.ratings import meetings_of, when_columns
from fablab.reports.exports.source import Source, who_columns
from fablab.reports.exports.tables import Column, Kind, Row, Table
from fablab.reports.queries.evidence import notes_of
from fablab.reports.queries.lines import ReportLine


def evidence_table(source: Source) -> Table:
    """One row for each note, and one for each photo of the work."""
    columns = [
        *who_columns(),
        *when_columns(),
        Column(
            "dimensions",
            _("Dimensions"),
            _("The codes of the dimensions that it is about."),
        ),
        Column(
            "text", _("Note"), _("What the observer wrote."), Kind.LONG_TEXT, width=80
        ),
        Column("observer_key", _("Observer"), _("Stands for whoever wrote it.")),
        Column(
            "kind",
            _("Kind"),
            _("A note, or a photo of the work; the picture is not in this file."),
        ),
    ]

    def rows_of(line: ReportLine) -> Iterator[Row]:
        if line.series is None:
            return
        who, days = source.who(line), meetings_of(line.series)
        for note in notes_of(line):
            yield [
                *who,
                *days[note.meeting_id],
                ", ".join(
                    source.outline.dimensions[dimension_id].dimension.code
                    for dimension_id in note.dimension_ids
                ),
                note.text,
                source.observers[note.observer_id],
                _("note"),
            ]
        for photo in reversed(line.photos):
            if photo.meeting_id is not None:
                yield [
                    *who,
                    *days[photo.meeting_id],
                    photo.dimension.code if photo.dimension else "",
                    photo.caption,
                    source.observers[photo.added_by_id],
                    _("photo"),
                ]

    return Table("evidence", _("Evidence"), columns, rows_of)
