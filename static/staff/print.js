/** `[data-module="print"]` prints the page, also at once where the address ends in `print=1`. */

for (const button of document.querySelectorAll('[data-module="print"]')) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
if (new URLSearchParams(location.search).has("print")) addEventListener("load", () => print());
