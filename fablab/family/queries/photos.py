"""Photos of a pupil's work, as the family sees and changes them."""

from fablab.assessments.models import PhotoKind, WorkPhoto
from fablab.assessments.queries.photos import photo_of
from fablab.kernel.errors import N_, NotAllowed
from fablab.registrations.models import Registration


def family_photo(
    public_id: str, *, registration: Registration, changing: bool = False
) -> WorkPhoto:
    """A photo of the registration, whoever took it.

    Args:
        public_id: the photo's.
        registration: one of the guardian's pupils'.
        changing: other words are about to be given to it, or it is to go.

    Raises:
        NotFound: there is none under that id.
        NotAllowed: it is to be changed, but the FabLab's people took it.
    """
    photo = photo_of(public_id, WorkPhoto.registration_id == registration.id)
    if changing and photo.kind is not PhotoKind.OWN:
        raise NotAllowed(
            N_(
                "This photo was taken at the FabLab: ask there if it should not be "
                "kept. Own photos can be changed here."
            )
        )
    return photo
