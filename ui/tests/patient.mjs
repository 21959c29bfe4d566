/** A patient's row in the list, their conversation, and the box for the answer: what tests of the desk point at. */
import { settled } from './core.mjs';

export const row = (page, family) => page.locator('.row', { hasText: family });
export const banner = (page, family) => page.locator('.pt .name', { hasText: family });
export const box = (page) => page.locator('textarea[data-composer]');
/** What a screen reader hears politely. */
export const said = (page) => page.locator('[aria-live=polite]');
/** Opens a conversation by its row, once nothing more takes its place in the list. */
export async function choose(page, family) {
  await settled(page);
  await row(page, family).click();
  await settled(page);
  await banner(page, family).waitFor();
}
