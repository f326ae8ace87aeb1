"""The blueprint of these pages, which belong to a site and not to a meeting."""

from flask import Blueprint

bp = Blueprint("rubrics", __name__, url_prefix="/staff/rubrics")
DRAFT = "/drafts/<public_id>"
