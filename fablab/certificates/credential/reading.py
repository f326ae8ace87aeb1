"""Finding the credential in a file that a stranger hands in: PDF, PNG, SVG or JSON.

Nothing is unpacked beyond what a credential can be long, and no XML entity is known.
"""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

import pikepdf

from fablab.certificates.credential.baking import KEYWORD, NAMESPACE, PNG_BEGIN
from fablab.certificates.credential.errors import NoCredential
from fablab.certificates.credential.parsing import MOST_BYTES

NAME = "credential.json"
_PDF = b"%PDF-"
_LOOK_FOR_PDF = 1024
_ELEMENT = f"{NAMESPACE} credential"


def read_credential(data: bytes) -> bytes:
    """The JSON text of the one credential in the file.

    Raises:
        NoCredential: there is none or more than one, or the file cannot be read.
    """
    if data.startswith(PNG_BEGIN):
        found = list(_in_png(data))
    elif _PDF in data[:_LOOK_FOR_PDF]:
        found = list(_in_pdf(data))
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        found = _in_svg(data)
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        found = [data]
    else:
        found = []
    if len(found) != 1:
        raise NoCredential
    return found[0]


def _in_png(data: bytes) -> Iterator[bytes]:
    at = len(PNG_BEGIN)
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind == b"iTXt" and body.startswith(KEYWORD + b"\0"):
            compressed, *_ = body[len(KEYWORD) + 1 :] or b"\1"
            texts = body[len(KEYWORD) + 3 :].split(b"\0", 2)
            if not compressed and len(texts) == 3:  # noqa: PLR2004 -- language, title, text
                yield texts[2]
        at += 12 + length


def _in_pdf(data: bytes) -> Iterator[bytes]:
    try:
        with pikepdf.open(BytesIO(data)) as document:
            for name, attached in document.attachments.items():
                if name == NAME:
                    yield _unpacked(attached.get_file().obj)
    except (pikepdf.PdfError, TypeError, ValueError, zlib.error) as error:
        raise NoCredential from error


def _unpacked(stream: pikepdf.Object) -> bytes:
    """The stream's bytes, at most one more than a credential may have."""
    raw = stream.read_raw_bytes()
    packing = stream.get("/Filter")
    if packing is None:
        return raw
    if packing not in (pikepdf.Name.FlateDecode, [pikepdf.Name.FlateDecode]):
        raise NoCredential
    return zlib.decompressobj().decompress(raw, MOST_BYTES + 1)


def _in_svg(data: bytes) -> list[bytes]:
    found: list[list[str]] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    inside = False

    def begin(name: str, _attributes: object) -> None:
        nonlocal inside
        inside = name == _ELEMENT
        if inside:
            found.append([])

    def end(_name: str) -> None:
        nonlocal inside
        inside = False

    def text(part: str) -> None:
        if inside:
            found[-1].append(part)

    def refuse(*_: object) -> None:
        raise NoCredential

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 -- expat takes it by place only
    except expat.ExpatError as error:
        raise NoCredential from error
    return ["".join(parts).strip().encode() for parts in found]
