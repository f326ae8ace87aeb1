/** Offers to share a picture where the device can; without it the picture is saved. */

for (const button of document.querySelectorAll('[data-module="share"]')) {
  offer(button);
}

/** Shows the button once the picture is there and the device would take it. */
async function offer(button) {
  if (!navigator.canShare) return;
  const answer = await fetch(button.dataset.picture).catch(() => null);
  if (!answer?.ok) return;
  const picture = new File([await answer.blob()], "i-made-it.png", { type: "image/png" });
  const shared = { files: [picture], text: button.dataset.words };
  if (!navigator.canShare(shared)) return;
  button.hidden = false;
  button.addEventListener("click", () => navigator.share(shared).catch(() => {}));
}
