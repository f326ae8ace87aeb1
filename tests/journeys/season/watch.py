"""The browsers of the season, and an eye on each of them."""

from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    WebError,
)

INSIDE = ("data:", "blob:")
REFUSED = 400
PATIENCE = 15_000
WITHOUT_NETWORK = "net::ERR_INTERNET_DISCONNECTED"


class Watch:
    """Notes what no page may do: ask another host, be refused, or fail in a script.

    Args:
        home: where the app is served; nothing else may be asked for anything.
    """

    def __init__(self, home: str) -> None:
        self.seen: list[str] = []
        self._home = home

    def follow(self, context: BrowserContext) -> None:
        """Watch all pages of the context, those to come as well."""
        context.on("request", self._look_at_request)
        context.on("response", self._look_at_response)
        context.on("console", self._look_at_message)
        context.on("weberror", self._look_at_error)

    def _look_at_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._home}/", *INSIDE)):
            self.seen.append(f"asked another host: {request.url}")

    def _look_at_response(self, response: Response) -> None:
        if response.status >= REFUSED:
            self.seen.append(f"answered {response.status}: {response.url}")

    def _look_at_message(self, message: ConsoleMessage) -> None:
        # What is asked for without a network fails, and Chromium says so.
        if message.type == "error" and WITHOUT_NETWORK not in message.text:
            self.seen.append(f"console: {message.text} {message.location}")

    def _look_at_error(self, error: WebError) -> None:
        self.seen.append(f"script: {error.error}")


class Devices:
    """Hands out devices of their own, each a page in a browser that is watched.

    Args:
        browser: Chromium.
        home: where the app is served.
        locale: what every device asks for, such as pl-PL.
    """

    def __init__(self, browser: Browser, *, home: str, locale: str) -> None:
        self.watch = Watch(home)
        self._browser, self._home, self._locale = browser, home, locale
        self._contexts: list[BrowserContext] = []

    def new(self, size: tuple[int, int]) -> Page:
        """A device with a screen of that width and height, never used before."""
        context = self._browser.new_context(
            base_url=self._home,
            locale=self._locale,
            viewport={"width": size[0], "height": size[1]},
            permissions=["camera"],
        )
        context.set_default_timeout(PATIENCE)
        self.watch.follow(context)
        self._contexts.append(context)
        return context.new_page()

    def close(self, *, pictures: Path) -> None:
        """Switch all of them off; a picture of what each showed last stays there."""
        for number, context in enumerate(self._contexts, start=1):
            for page in context.pages:
                page.screenshot(path=pictures / f"device-{number}.png", full_page=True)
            context.close()
