import re

import pytest
from bs4 import BeautifulSoup

from fablab.certificates.pdf import CertificateDesign, certificate_pdf
from fablab.web.pdf.svg import page_as_svg
from tests.certificates.designs import LAMP, LONGEST, OWN
from tests.support.paper import only_page, text_of

every_design = pytest.mark.parametrize(
    "design", [LAMP, LONGEST, OWN], ids=["usual", "longest", "own"]
)


def svg_of(design: CertificateDesign) -> BeautifulSoup:
    return BeautifulSoup(
        page_as_svg(certificate_pdf(design), label="Look & see"), "html.parser"
    )


@every_design
def test_the_picture_says_what_the_page_says(design: CertificateDesign) -> None:
    said = " ".join(text.text for text in svg_of(design).select("text"))

    assert said.split() == text_of(certificate_pdf(design)).split()


@every_design
def test_every_group_is_closed_and_nothing_has_a_style_or_an_address(
    design: CertificateDesign,
) -> None:
    drawn = page_as_svg(certificate_pdf(design), label="x")

    assert drawn.count("<g") == drawn.count("</g>")
    assert "style=" not in drawn
    assert re.findall(r'(?:href|src)="(?!data:image/png;base64,)', drawn) == []


def test_it_has_the_pages_size_its_label_and_its_pictures() -> None:
    svg = svg_of(OWN).select_one("svg")

    assert svg is not None
    assert svg["viewbox"] == "0 0 841.89 595.276"
    assert svg["aria-label"] == "Look & see"
    pictures = only_page(certificate_pdf(OWN)).images
    assert len(svg.select("image")) == len(pictures) == 2
