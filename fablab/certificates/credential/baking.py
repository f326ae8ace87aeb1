"""Putting a signed credential into a picture, where other programs look for it.

1EdTech, Open Badges 3.0, section 5.3 (Baked Badges): a PNG has one uncompressed
`iTXt` chunk, an SVG one element right after its root.
"""

import struct
import zlib
from typing import Final

KEYWORD: Final = b"openbadgecredential"
NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"
PNG_BEGIN: Final = b"\x89PNG\r\n\x1a\n"
_HEADER_END = len(PNG_BEGIN) + 25
"""Where the first chunk ends, which always is the one with the size."""
_PLAIN = b"\0\0\0\0\0"
"""Ends the keyword, says that nothing is compressed, and names no language."""


def bake_png(picture: bytes, credential: str) -> bytes:
    """The PNG with the credential in it.

    Args:
        picture: a PNG without a credential.
        credential: signed JSON.
    """
    chunk = b"iTXt" + KEYWORD + _PLAIN + credential.encode()
    length, check = len(chunk) - len(b"iTXt"), zlib.crc32(chunk)
    baked = struct.pack(">I", length) + chunk + struct.pack(">I", check)
    return picture[:_HEADER_END] + baked + picture[_HEADER_END:]


def bake_svg(picture: str, credential: str) -> str:
    """The SVG with the credential in it, as CDATA.

    Args:
        picture: an SVG that begins with its root element.
        credential: signed JSON; a `]]>` in a text of it is written as JSON allows.
    """
    begin, end, rest = picture.partition(">")
    text = credential.replace("]]>", "]]\\u003e")
    element = f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>"
    return f'{begin} xmlns:openbadges="{NAMESPACE}"{end}{element}{rest}'
