"""The teacher's workbook."""

from fablab.reports.exports.workbook import write_workbook

__all__ = ["write_workbook"]
