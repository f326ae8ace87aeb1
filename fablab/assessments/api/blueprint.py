"""The blueprint that the modules of this package register their addresses on."""

from fablab.checkin.tablets import KioskBlueprint

bp = KioskBlueprint("assessments_api", __name__, url_prefix="/api/v1")
