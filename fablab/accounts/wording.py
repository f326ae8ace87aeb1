"""What the roles are called."""

from types import MappingProxyType

from fablab.accounts.models import Role
from fablab.kernel.errors import N_

ROLE_NAMES = MappingProxyType(
    {
        Role.GUARDIAN: N_("Guardian"),
        Role.FACILITATOR: N_("Facilitator"),
        Role.COORDINATOR: N_("Coordinator"),
        Role.TEACHER: N_("Teacher"),
        Role.PRIVACY_OFFICER: N_("Privacy officer"),
        Role.ADMINISTRATOR: N_("Administrator"),
    }
)
