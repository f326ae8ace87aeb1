from collections.abc import Iterator

import pytest

from fablab.accounts.limits import limiter


@pytest.fixture(autouse=True)
def nobody_tried_yet(app: object) -> Iterator[None]:
    """Every test begins with a fresh count of tries."""
    del app
    limiter.reset()
    yield
    limiter.reset()
