"""What a facilitator does at the meeting: see, and record levels."""

from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests.journeys.season.story import Child

NOT_OBSERVED = "no"
NEEDS_NOTE = "4"
NOTE = "Helped two others at the laser."


def open_levels(page: Page, *, away: Child) -> None:
    """From the workspace's home to the first dimension of the running meeting."""
    page.goto("/staff/")
    page.locator("main .card a[href$='/levels']").click()
    page.locator("main .todo a").first.click()
    expect(page.locator(".board-row.away")).to_contain_text(away.short_name)


def record_levels(page: Page, code: str, levels: Mapping[Child, str]) -> None:
    """Record a level of one dimension for each child who is here, and go on.

    Args:
        page: the facilitator's, on any dimension's page of the meeting.
        code: of the dimension.
        levels: "1" to "4", or `NOT_OBSERVED`.
    """
    page.locator(f"main .tabs a[href$='/{code}']").click()
    rows = page.locator(".board-row:not(.away)")
    expect(rows).to_have_count(len(levels))
    for child, level in levels.items():
        row = rows.filter(has_text=child.short_name)
        row.locator(f".board-cell:has([value='{level}'])").click()
        expect(row.locator(f"[value='{level}']")).to_be_checked()
        if level == NEEDS_NOTE:
            row.locator(".board-note input").fill(NOTE)
    page.locator("main form .btn:not(.alt)[type=submit]").click()
    expect(page.locator("main .notice.ok")).to_be_visible()
