// In the page: what of it somebody could not use, light and dark. `every` looks at each thing that takes the focus too.
const faults = [];
const [every] = arguments;
const shown = (element) =>
  element.getClientRects().length > 0 &&
  getComputedStyle(element).visibility !== "hidden" &&
  !element.closest("[inert], .vh, dialog:not([open])");
const named = (element) =>
  `<${element.localName} class="${element.className?.baseVal ?? element.className}"> ${(element.innerText ?? "").slice(0, 40)}`;

if (document.body.innerText.includes("went wrong"))
  faults.push(`an error: ${document.body.innerText.slice(0, 200)}`);
for (const element of [
  document.documentElement,
  document.querySelector("main"),
])
  if (element && element.scrollWidth > element.clientWidth + 1)
    faults.push(
      `${named(element).split("\n")[0]} scrolls sideways: ${element.scrollWidth} > ${element.clientWidth}`,
    );
const focus = document.activeElement;

if (!document.getElementById("still")) {
  const still = document.createElement("style");
  still.id = "still";
  still.textContent =
    "*, *::before, *::after { transition: none !important; animation: none !important }";
  document.head.append(still);
}

const rgba = (text) => {
  const figures = text.match(/-?[\d.]+(?:e-?\d+)?/g).map(Number);
  const scale = text.startsWith("color(") ? 255 : 1;
  const [r, g, b, a = 1] = figures;
  return [r * scale, g * scale, b * scale, a];
};
const over = ([r, g, b, a], [R, G, B]) => [
  r * a + R * (1 - a),
  g * a + G * (1 - a),
  b * a + B * (1 - a),
];
const lightness = (colour) => {
  const [r, g, b] = colour.map((part) =>
    part / 255 <= 0.04045
      ? part / 3294.6
      : ((part / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (ink, paper) => {
  const [a, b] = [lightness(ink), lightness(paper)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
};
const paperOf = (element) => {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    const colour = rgba(getComputedStyle(at).backgroundColor);
    layers.unshift(colour);
    if (colour[3] === 1) break;
  }
  return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
};
const read = (theme, element, words, style) => {
  const paper = paperOf(element);
  let [r, g, b, a] = rgba(style.color);
  for (let at = element; at; at = at.parentElement)
    a *= Number(getComputedStyle(at).opacity);
  const found = contrast(over([r, g, b, a], paper), paper);
  const size = parseFloat(style.fontSize);
  const large =
    size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (found < (large ? 3 : 4.5))
    faults.push(
      `${theme}: ${found.toFixed(2)} to 1: “${words}” in ${named(element)}`,
    );
};
const texts = (theme) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (
      !words ||
      element.closest("script, style, option, select, textarea, svg") ||
      !shown(element)
    )
      continue;
    read(theme, element, words.slice(0, 40), getComputedStyle(element));
  }
  for (const element of document.querySelectorAll("input, textarea, select")) {
    if (!shown(element) || ["radio", "checkbox"].includes(element.type))
      continue;
    read(theme, element, "what is typed", getComputedStyle(element));
    if (element.placeholder)
      read(
        theme,
        element,
        element.placeholder,
        getComputedStyle(element, "::placeholder"),
      );
  }
};

/** What is drawn of an element, of what stands around it and of the row it points at: a choice draws its focus on its label. */
const drawn = (element) =>
  [
    element,
    element.parentElement,
    element.parentElement?.parentElement,
    document.getElementById(element.getAttribute("aria-activedescendant")),
  ]
    .filter(Boolean)
    .map((one) => {
      const style = getComputedStyle(one);
      const outline =
        style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 1
          ? ""
          : style.outlineColor;
      return [
        outline,
        style.boxShadow,
        style.borderColor,
        style.backgroundColor,
      ].join(" | ");
    });
const field = document.createElement("input");
field.style.cssText = "position: fixed; inset: 0 auto auto 0; opacity: 0";
const focusable = (theme) => {
  (
    document.querySelector("dialog[open], [role=alertdialog]") ?? document.body
  ).append(field);
  if (!document.hasFocus())
    faults.push(`${theme}: the window has not the focus`);
  for (const element of document.querySelectorAll(
    "a[href], button, input, select, textarea, [tabindex]",
  )) {
    if (
      element === field ||
      element.tabIndex < 0 ||
      element.disabled ||
      !shown(element)
    )
      continue;
    // From a field, whose focus is always drawn: what a script focuses next is drawn too, as after a key.
    field.focus({ preventScroll: true });
    const before = drawn(element).join();
    element.focus({ preventScroll: true });
    if (document.activeElement !== element) continue;
    if (drawn(element).join() === before)
      faults.push(`${theme}: the focus is not seen on ${named(element)}`);
  }
  field.remove();
};

const was = document.documentElement.dataset.theme;
for (const theme of ["light", "dark"]) {
  document.documentElement.dataset.theme = theme;
  texts(theme);
  if (every) focusable(theme);
}
if (was === undefined) delete document.documentElement.dataset.theme;
else document.documentElement.dataset.theme = was;
if (every) focus?.focus({ preventScroll: true });
return [...new Set(faults)];
