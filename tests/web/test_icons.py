"""Icons are decoration unless they speak for themselves."""

import pytest

from fablab.web.icons import LUCIDE, icon


def test_an_icon_beside_text_is_silent() -> None:
    assert str(icon("check")) == (
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="M20 6 9 17l-5-5"/></svg>'
    )


def test_an_icon_alone_says_its_label_and_nothing_else() -> None:
    drawn = str(icon("check", label='Here "now" <b>'))

    assert 'role="img" aria-label="Here &#34;now&#34; &lt;b&gt;"' in drawn
    assert "aria-hidden" not in drawn


@pytest.mark.parametrize("name", sorted(path.stem for path in LUCIDE.glob("*.svg")))
def test_every_vendored_icon_can_be_drawn(name: str) -> None:
    drawn = str(icon(name))

    assert drawn.count("<svg") == drawn.count("</svg>") == 1
    assert "lucide" not in drawn
