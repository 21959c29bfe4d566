// Quick exit opens a neutral page in place of this one and clears what was typed; a page that is only read looks for news.
"use strict";
for (const link of document.querySelectorAll("a.exit")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    for (const form of document.forms) form.reset();
    for (const box of document.querySelectorAll("textarea, input:not([type=hidden]):not([type=radio])")) box.value = "";
    document.body.hidden = true;
    location.replace(link.href);
  });
}
const idle = () => [...document.querySelectorAll("textarea")].every((box) => !box.value && box !== document.activeElement);
if ("lively" in document.body.dataset) setInterval(() => { if (!document.hidden && idle()) location.reload(); }, 5000);
document.querySelector(".summary")?.focus();
