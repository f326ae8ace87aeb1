"""A photo, or a scan, that is chosen or taken with a form."""

import hashlib

from werkzeug.datastructures import FileStorage
from wtforms import FileField


class PhotoField(FileField):
    """A picture file; what is in it is read once."""

    _read: bytes | None = None

    @property
    def file(self) -> bytes:
        """The chosen file, empty if there is none."""
        if self._read is None:
            self._read = b""
            if isinstance(self.data, FileStorage):
                self._read = self.data.stream.read()
                self.data.close()
        return self._read

    @property
    def told(self) -> tuple[str, str]:
        """Name and content, for comparing a second sending with the first."""
        return self.name, hashlib.sha256(self.file).hexdigest()
