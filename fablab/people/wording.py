"""What guardians and collectors are to a pupil, and what notes are about, in words."""

from types import MappingProxyType

from fablab.kernel.errors import N_
from fablab.people.models import CollectorRelation, HealthTopic, Relation

RELATION_NAMES = MappingProxyType(
    {
        Relation.MOTHER: N_("Mother"),
        Relation.FATHER: N_("Father"),
        Relation.GUARDIAN: N_("Guardian"),
        Relation.SELF: N_("The pupil"),
    }
)
COLLECTOR_NAMES = MappingProxyType(
    {
        CollectorRelation.GRANDPARENT: N_("Grandparent"),
        CollectorRelation.SIBLING: N_("Brother or sister"),
        CollectorRelation.RELATIVE: N_("Another relative"),
        CollectorRelation.FRIEND: N_("Friend of the family"),
        CollectorRelation.OTHER: N_("Somebody else"),
    }
)
HEALTH_TOPIC_NAMES = MappingProxyType(
    {
        HealthTopic.ALLERGY: N_("An allergy"),
        HealthTopic.MEDICINE: N_("A medicine"),
        HealthTopic.MOBILITY: N_("Moving and getting about"),
        HealthTopic.SENSES: N_("Hearing, seeing, noise"),
        HealthTopic.OTHER: N_("Something else"),
    }
)
