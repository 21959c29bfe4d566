/**
 * Texts that other people wrote: patients, other systems, colleagues. What turns the direction of writing or cannot be seen is
 * shown as a character of its own, so that a name never reverses the button it stands in. One unit for one unit: the places of
 * findings in a message stay right.
 */
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
/** Shown where such a character is. */
export const SHOWN_AS = '\ufffd';

/** What somebody typed themselves: it comes back as it was typed. */
const OWN_WORDS = new Set(['draft', 'drafts']);

/** The text with what cannot be seen shown. */
export const seen = (text: string): string => text.replace(UNSEEN, SHOWN_AS);

/**
 * The same for every text in an answer of the core, in place; but one's own drafts come back as they were typed. A member of staff
 * is known by a name and roles, and the name stands apart wherever it is put.
 */
export function seenIn<T>(answer: T): T {
  if (typeof answer === 'string') return seen(answer) as T;
  if (answer === null || typeof answer !== 'object') return answer;
  const parts = answer as Record<string, unknown>;
  for (const key of Object.keys(parts)) {
    const part = parts[key];
    if (!OWN_WORDS.has(key) && (typeof part === 'string' || typeof part === 'object')) parts[key] = seenIn(part);
  }
  if (typeof parts['name'] === 'string' && Array.isArray(parts['roles'])) parts['name'] = isolated(parts['name']);
  return answer;
}

/** A name inside a sentence: one that is written from the right keeps its neighbours where they are. */
export const isolated = (name: string): string => (RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name);
