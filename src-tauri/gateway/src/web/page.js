// Quick exit opens a neutral page in place of this one and clears what was typed; a page with answers looks for
// news by itself, and never under somebody's hands.
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
const idle = () =>
  [...document.querySelectorAll("textarea")].every((box) => !box.value) && !document.querySelector("main :focus");
async function lookForNews() {
  if (document.hidden) return;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, fresh] = [document, page].map((one) => [...one.querySelectorAll(".news")]);
  if (old.length === fresh.length && old.every((news, n) => news.innerHTML === fresh[n].innerHTML)) return;
  if (old.length === fresh.length && (old.length === 1 || !idle())) old.forEach((news, n) => news.replaceChildren(...fresh[n].childNodes));
  else if (idle()) document.querySelector("main").replaceWith(page.querySelector("main"));
}
if ("lively" in document.body.dataset) setInterval(() => lookForNews().catch(() => {}), 4000);
document.querySelector(".summary")?.focus();
