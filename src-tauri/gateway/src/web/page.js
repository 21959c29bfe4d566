// Quick exit opens a neutral page in place of this one and clears what was typed; a page with answers looks for
// news by itself, and never under somebody's hands. A page that keeps words has them again when it is come back to, in
// this tab alone.
"use strict";
for (const link of document.querySelectorAll("a.exit")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    for (const form of document.forms) form.reset();
    for (const box of document.querySelectorAll("textarea, input:not([type=hidden]):not([type=radio])")) box.value = "";
    sessionStorage.clear();
    document.body.hidden = true;
    location.replace(link.href);
  });
}
const keepsWords = "keepsWords" in document.body.dataset;
function putWordsBack() {
  for (const box of document.querySelectorAll("textarea")) box.value ||= sessionStorage.getItem(box.id) ?? "";
}
if (keepsWords) {
  putWordsBack();
  document.addEventListener("input", ({ target }) => target.matches("textarea") && sessionStorage.setItem(target.id, target.value));
  document.addEventListener("submit", ({ target }) => target.querySelectorAll("textarea").forEach((box) => sessionStorage.removeItem(box.id)));
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
