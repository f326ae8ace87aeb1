import json
import zlib
from io import BytesIO

import pikepdf
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from fablab.certificates.credential.baking import bake_png, bake_svg
from fablab.certificates.credential.errors import NoCredential
from fablab.certificates.credential.parsing import MOST_BYTES
from fablab.certificates.credential.reading import read_credential

CREDENTIAL = json.dumps({"name": "Łucja ]]> <&>"}, ensure_ascii=False)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9"><title>A &amp; B</title></svg>'


def png(info: PngInfo | None = None) -> bytes:
    file = BytesIO()
    Image.new("RGB", (9, 9), "teal").save(file, "PNG", pnginfo=info)
    return file.getvalue()


def pdf(*names: str, content: bytes = CREDENTIAL.encode()) -> bytes:
    file = BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    for name in names:
        document.attachments[name] = pikepdf.AttachedFileSpec(document, content)
    document.save(file)
    return file.getvalue()


def test_a_png_carries_it_uncompressed_and_is_still_a_picture() -> None:
    baked = bake_png(png(), CREDENTIAL)

    with Image.open(BytesIO(baked)) as picture:
        picture.load()
        assert picture.info["openbadgecredential"] == CREDENTIAL
    assert CREDENTIAL.encode() in baked
    assert read_credential(baked).decode() == CREDENTIAL


def test_a_png_that_pillow_baked_is_read_too() -> None:
    info = PngInfo()
    info.add_itxt("openbadgecredential", CREDENTIAL, zip=False)

    assert read_credential(png(info)).decode() == CREDENTIAL


def test_an_svg_carries_it_first_and_as_the_same_json() -> None:
    baked = bake_svg(SVG, CREDENTIAL)

    assert baked.startswith(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" '
        'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
        "<openbadges:credential><![CDATA["
    )
    assert json.loads(read_credential(baked.encode())) == json.loads(CREDENTIAL)


def test_a_pdf_carries_it_as_an_attachment() -> None:
    assert read_credential(pdf("credential.json")).decode() == CREDENTIAL
    assert read_credential(pdf("a.txt", "credential.json")).decode() == CREDENTIAL


def test_json_is_what_it_is() -> None:
    assert read_credential(CREDENTIAL.encode()) == CREDENTIAL.encode()


def compressed() -> bytes:
    info = PngInfo()
    info.add_itxt("openbadgecredential", CREDENTIAL, zip=True)
    return png(info)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"just text",
        b"PK\x03\x04 an archive",
        png(),
        png()[:40],
        compressed(),
        bake_png(bake_png(png(), CREDENTIAL), CREDENTIAL),
        SVG.encode(),
        SVG.encode()[:-3],
        bake_svg(bake_svg(SVG, CREDENTIAL), CREDENTIAL).encode(),
        pdf(),
        pdf("other.json"),
        b"%PDF-1.7 and nothing else",
    ],
)
def test_where_there_is_not_exactly_one_it_is_said(data: bytes) -> None:
    with pytest.raises(NoCredential, match="There is no credential in this file"):
        read_credential(data)


def test_entities_of_an_svg_are_never_expanded() -> None:
    bomb = (
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )

    with pytest.raises(NoCredential):
        read_credential((bomb + bake_svg(SVG, CREDENTIAL)).encode())


def test_a_bomb_in_a_pdf_is_not_unpacked() -> None:
    bomb = pdf("credential.json", content=b" " * 20_000_000)

    assert len(bomb) < 100_000
    assert len(read_credential(bomb)) == MOST_BYTES + 1


def test_a_pdf_with_an_unknown_packing_is_refused() -> None:
    file = BytesIO()
    with pikepdf.open(BytesIO(pdf("credential.json"))) as document:
        stream = document.attachments["credential.json"].get_file().obj
        stream.write(zlib.compress(b"{}").hex().encode(), filter=pikepdf.Name("/X"))
        document.save(file)

    with pytest.raises(NoCredential):
        read_credential(file.getvalue())
