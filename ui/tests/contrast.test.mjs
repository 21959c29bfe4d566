/**
 * Every button can be read in every state it takes: at rest, under the pointer, with the focus, with both, held down,
 * and closed. Measured on the colours the browser shows, against WCAG AA (4.5 to 1; 3 to 1 for large words).
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { flow, press, settled, shut, start, uncover } from './core.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());

const ALERT = 'as=jo.marsden&scene=alert';
const rail = async (page, name) => {
  await page.locator('.rail').getByRole('button', { name, exact: true }).click();
  await settled(page);
};
/** Where buttons of every kind stand. */
const PLACES = {
  'sign-in': [''],
  'alert, covered': [ALERT, (page) => page.getByRole('alertdialog').waitFor()],
  'alert, open': [ALERT, uncover],
  'alert, taken': [
    ALERT,
    async (page) => {
      await uncover(page);
      await press(page, 'F8');
    },
  ],
  conversation: [
    'as=jo.marsden',
    async (page) => {
      await page.locator('.row', { hasText: 'PATEL' }).first().click();
      await settled(page);
      await press(page, 'x', '1', '2', '1', 'a');
    },
  ],
  'duty list, narrow': ['as=n.okafor', undefined, { width: 420, height: 768 }],
  'alert, narrow': [ALERT, uncover, { width: 420, height: 768 }],
  rota: ['as=carol.whitby&scene=planned', (page) => rail(page, 'Rota')],
  'safety log': ['as=carol.whitby', (page) => rail(page, 'Safety log')],
  staff: [
    'as=carol.whitby',
    async (page) => {
      await rail(page, 'Staff');
      await page.getByRole('button', { name: 'Remove access…, Jo Marsden' }).click();
    },
  ],
  audit: ['as=carol.whitby', (page) => rail(page, 'Audit')],
  'locum briefing': ['as=carol.whitby', (page) => rail(page, 'Locum briefing')],
};

/** In the page: every word of the element that cannot be read in one of the themes, with what it lies on. */
function unread(element) {
  const rgba = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
  const lightness = (colour) => {
    const [r, g, b] = colour.map((part) =>
      part / 255 <= 0.04045 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const under = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      layers.unshift(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const found = [];
  const theme = document.documentElement.dataset;
  const was = theme.theme;
  for (const name of ['light', 'dark']) {
    theme.theme = name;
    measure(name);
  }
  theme.theme = was;
  return found;

  function measure(name) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode.parentElement;
      const style = getComputedStyle(node);
      if (!walker.currentNode.data.trim() || style.visibility === 'hidden' || !node.checkVisibility()) continue;
      const back = under(node);
      const [ink, paper] = [lightness(over(rgba(style.color), back)), lightness(back)];
      const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (contrast < (large ? 3 : 4.5))
        found.push(
          `${walker.currentNode.data.trim()}: ${contrast.toFixed(2)} (${style.color} on ${back.map(Math.round)})`,
        );
    }
  }
}

/** One of each kind that is in sight: what looks the same is measured once. */
async function kinds(page, seen) {
  const buttons = [];
  for (const button of await page.locator('button:visible').all()) {
    const kind = await button.evaluate((one) =>
      one.closest('[inert]')
        ? ''
        : [
            one.className,
            one.getAttribute('aria-pressed'),
            one.getAttribute('aria-disabled'),
            one.querySelector('kbd') ? 'kbd' : '',
            one.closest('[data-region], form, .alert')?.className,
          ].join(' '),
    );
    if (!kind || seen.has(kind)) continue;
    seen.add(kind);
    buttons.push(button);
  }
  return buttons;
}

const seen = new Set();
for (const [name, [query, act, size]] of Object.entries(PLACES)) {
  test(`${name}: every button can be read in every state, light and dark`, async () => {
    const page = await app.open(query, { ...size, stopped: query.includes('alert') });
    await act?.(page);
    await settled(page);
    if (page.stopped) await flow(page);
    const wrong = [];
    for (const button of await kinds(page, seen)) {
      const words = await button.innerText();
      await button.scrollIntoViewIfNeeded();
      const box = await button.boundingBox();
      const [x, y] = [box.x + Math.min(box.width / 2, 40), box.y + box.height / 2];
      const away = () => page.mouse.move(0, 0);
      const blur = () => page.evaluate(() => document.activeElement?.blur());
      const look = async (state) => {
        for (const one of await button.evaluate(unread)) wrong.push(`“${words}”, ${state}: ${one}`);
      };
      /** After a key the browser draws the focus, as it does for whoever comes by Tab. */
      const focus = async () => {
        await page.keyboard.press('Shift');
        await button.focus();
        assert.ok(await button.evaluate((one) => one.matches(':focus-visible')), `the focus shows on “${words}”`);
      };
      const states = async (state) => {
        await blur();
        await away();
        await look(state);
        await page.mouse.move(x, y);
        await look(`${state}, pointer`);
        await page.mouse.down();
        await look(`${state}, held down`);
        // Let go elsewhere: nothing is pressed.
        await away();
        await page.mouse.up();
        await blur();
        await focus();
        await look(`${state}, focus`);
        await page.mouse.move(x, y);
        await look(`${state}, focus and pointer`);
      };
      await states('open');
      // Every kind can be closed; what is no `.btn` never is.
      if (!(await button.evaluate((one) => one.matches('.btn:not([aria-disabled])')))) continue;
      await button.evaluate((one) => one.setAttribute('aria-disabled', 'true'));
      await states('closed');
      await button.evaluate((one) => one.removeAttribute('aria-disabled'));
    }
    assert.deepEqual(wrong, []);
    await shut(page);
  });
}

test('every kind of button was among those measured', () => {
  for (const kind of ['btn', 'btn btn-p', 'btn btn-d', 'btn btn-q'])
    assert.ok(
      [...seen].some((one) => one.startsWith(kind)),
      kind,
    );
});
