"""The coordinator's desk: who is to be asked, and answers that staff take down."""

from fablab.registrations.routes.desk import answers, evidence, paper, printing, queue

__all__ = ["answers", "evidence", "paper", "printing", "queue"]
