"""The teacher's files: one workbook, or the same tables as CSV."""

from collections.abc import Sequence

from fablab.reports.exports.evidence import evidence_table
from fablab.reports.exports.oneroster import write_oneroster
from fablab.reports.exports.pupils import pupils_table
from fablab.reports.exports.ratings import ratings_long, ratings_wide
from fablab.reports.exports.self_report import self_report_table
from fablab.reports.exports.separated import MACHINE, POLISH, Profile, write_separated
from fablab.reports.exports.source import Source
from fablab.reports.exports.tables import Table
from fablab.reports.exports.workbook import write_workbook

__all__ = [
    "MACHINE",
    "POLISH",
    "Profile",
    "Source",
    "all_tables",
    "write_oneroster",
    "write_separated",
    "write_workbook",
]


def all_tables(source: Source) -> Sequence[Table]:
    """Everything that is known of the pupils, one table for each kind of thing."""
    return [
        pupils_table(source),
        ratings_long(source),
        ratings_wide(source),
        self_report_table(source),
        evidence_table(source),
    ]
