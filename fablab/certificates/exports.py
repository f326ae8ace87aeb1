"""Several certificates together: one file to print, or an archive of them all."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from pikepdf import Pdf

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first day that archives know: the same files give the same archive."""


def as_one_file(files: Sequence[bytes]) -> bytes:
    """The pages of all files one after the other; equal files give equal bytes."""
    together = Pdf.new()
    for file in files:
        with Pdf.open(io.BytesIO(file)) as one:
            together.pages.extend(one.pages)
    written = io.BytesIO()
    together.save(written, deterministic_id=True)
    return written.getvalue()


def as_archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of the files under their names."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, file in files.items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), file)
    return written.getvalue()
