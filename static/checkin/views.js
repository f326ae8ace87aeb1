/** What the right side shows: the list, who is inside, the levels, or the compass. */

const views = ["list", "inside", "levels", "compass"];
const radios = () => [...document.getElementsByName("view")];

/** Show one of them. */
export function showView(view) {
  for (const radio of radios()) radio.checked = radio.value === view;
  for (const name of views) document.getElementById(`view-${name}`).hidden = name !== view;
  document.getElementById("deck").dataset.view = view;
}

/** Tie the tabs; `mayShow(view)` says whether to go there, else the list stays. */
export function setUpViews(mayShow) {
  for (const radio of radios()) {
    radio.addEventListener("change", async () =>
      showView((await mayShow(radio.value)) ? radio.value : "list"),
    );
  }
  showView("list");
}
