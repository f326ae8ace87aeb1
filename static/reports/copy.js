/** `[data-module="copy"]` puts the text of the field it names (`data-from`) on the clipboard. */

async function put(field) {
  field.select();
  if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
  else if (!document.execCommand("copy")) throw new Error("not copied");
}

for (const button of document.querySelectorAll('[data-module="copy"]')) {
  const field = document.getElementById(button.dataset.from);
  const said = document.getElementById(button.dataset.says);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await put(field);
      said.textContent = button.dataset.done;
    } catch {
      said.textContent = button.dataset.failed;
    }
  });
}
