"""What the season is told with: texts and names from the JSON files beside."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"


@cache
def read(name: str) -> Any:  # noqa: ANN401 -- as the file is shaped
    """The content of `content/<name>.json`."""
    return json.loads((FOLDER / f"{name}.json").read_text())
