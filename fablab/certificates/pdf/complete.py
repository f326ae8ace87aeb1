"""What the file says beside its page: metadata, and the files it carries along."""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from mimetypes import guess_type
from typing import Final

import pikepdf
from pikepdf import AttachedFileSpec, Dictionary, Name, Pdf

WRITTEN_FOR_A_CLOCK: Final = {"/CreationDate", "/ModDate", "/Trapped", "/Keywords"}
"""What equal certificates would differ in, and what says nothing."""


def complete(
    pdf: bytes,
    *,
    title: str,
    author: str,
    language: str,
    attachments: Mapping[str, bytes],
) -> bytes:
    """Add metadata without a word about the child, and the files to be carried along.

    They are associated with the document as its data (ISO 32000-2, section 14.13).
    Equal input gives equal bytes: no clock and no chance is asked.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        for key in WRITTEN_FOR_A_CLOCK & set(document.docinfo.keys()):
            del document.docinfo[key]
        metadata = document.make_stream(_metadata(title, author, language))
        metadata.update(Dictionary(Type=Name.Metadata, Subtype=Name.XML))
        document.Root.Metadata = metadata
        for name, data in sorted(attachments.items()):
            _attach(document, name, data)
        written = BytesIO()
        document.save(
            written,
            deterministic_id=True,
            min_version="1.7",
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return written.getvalue()


def _attach(document: Pdf, name: str, data: bytes) -> None:
    document.attachments[name] = AttachedFileSpec(
        document,
        data,
        filename=name,
        mime_type=guess_type(name)[0] or "application/octet-stream",
        relationship=Name.Data,
    )


@lru_cache(256)
def _metadata(title: str, author: str, language: str) -> bytes:
    """Word the metadata (XMP, ISO 16684-1), which a whole series shares."""
    with Pdf.new() as document:
        with document.open_metadata(
            set_pikepdf_as_editor=False, update_docinfo=False
        ) as metadata:
            metadata["dc:title"] = title
            metadata["dc:creator"] = [author]
            metadata["dc:language"] = {language}
            metadata["dc:format"] = "application/pdf"
            metadata["xmp:CreatorTool"] = "Youngster FabLab"
        return document.Root.Metadata.read_bytes()
