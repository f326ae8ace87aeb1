from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.support.film import write_film

WALL_AND_CARD = """async () => {
  const video = document.querySelector("video");
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
  await video.play();
  const brush = document.querySelector("canvas").getContext("2d");
  const seen = new Set();
  for (let picture = 0; picture < 20; picture += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    brush.drawImage(video, 0, 0);
    const [red] = brush.getImageData(320, 240, 1, 1).data;
    seen.add(red < 40 ? "card" : "wall");
  }
  for (const track of video.srcObject.getTracks()) track.stop();
  return [...seen].sort();
}"""


@pytest.mark.browser
def test_the_camera_sees_what_is_filmed_after_chromium_started(
    page: Page, camera_film: Path
) -> None:
    page.route(
        "http://localhost/",
        lambda route: route.fulfill(
            content_type="text/html",
            body="<!doctype html><video muted></video>"
            "<canvas width=640 height=480></canvas>",
        ),
    )
    page.goto("http://localhost/")

    assert page.evaluate(WALL_AND_CARD) == ["wall"]

    write_film(camera_film, Image.new("L", (300, 300), 0))
    assert page.evaluate(WALL_AND_CARD) == ["card", "wall"]

    write_film(camera_film)
