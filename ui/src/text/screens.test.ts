/** No sentence for people stands in a screen or a part: every one is in `text/`, where all of them can be read aloud. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'svelte/compiler';
import { expect, test } from 'vitest';

type Node = Record<string, unknown> & { type?: string; start?: number };

/** Attributes that are read out or shown. */
const SPOKEN = new Set(
  'label busyLabel title heading hint placeholder alt cap closed error name aria-label aria-description'.split(' '),
);
/** `name` groups radio buttons and picks an icon; it is never shown. */
const HIDDEN_ON = new Set(['Icon', 'RadioOption', 'input']);
/** What looks like words and is none: a time zone, and how urgently a notice is read out. */
const NOT_WORDS = new Set(['Europe/London', 'at once']);
/** Selectors are arguments of these. */
const FINDERS = new Set(['querySelector', 'querySelectorAll', 'matches', 'closest']);
const word = (text: string) => /\p{L}{2,}/u.test(text);
const sentence = (text: string) => /\p{L}.*\s.*\p{L}/su.test(text) || /^\s*\p{Lu}\p{Ll}+/u.test(text);

/** Everything in a component that a person could read, with the line it stands in. */
function wordsIn(source: string): string[] {
  const found: string[] = [];
  const tree = parse(source, { modern: true }) as unknown as Node;
  const report = (node: Node, text: string) =>
    found.push(`${source.slice(0, node.start ?? 0).split('\n').length}: ${text.trim()}`);

  function look(node: Node, within: Node[]): void {
    const parent = within[within.length - 1];
    switch (node.type) {
      case 'Comment':
      case 'StyleSheet':
      case 'StyleDirective':
      case 'ImportDeclaration':
        return;
      case 'CallExpression':
        if (FINDERS.has((node['callee'] as { property?: { name?: string } }).property?.name ?? '')) return;
        break;
      case 'BinaryExpression':
        // What was pressed, not what is shown.
        if ((node['left'] as { property?: { name?: string } }).property?.name === 'key') return;
        break;
      case 'Text':
        if (parent?.type !== 'Attribute' && word(String(node['data']))) report(node, String(node['data']));
        return;
      case 'Attribute': {
        const name = String(node['name']);
        const element = String(parent?.['name'] ?? '');
        const spoken = SPOKEN.has(name) && !(name === 'name' && HIDDEN_ON.has(element));
        for (const value of Array.isArray(node['value']) ? (node['value'] as Node[]) : [])
          if (spoken && value.type === 'Text' && word(String(value['data']))) report(value, String(value['data']));
        break;
      }
      case 'Literal': {
        const value = node['value'];
        if (typeof value === 'string' && sentence(value) && !NOT_WORDS.has(value)) report(node, value);
        return;
      }
      case 'TemplateElement': {
        const { cooked } = node['value'] as { cooked: string };
        const spokenBy = within.some((one) => one.type === 'Attribute' && one['name'] === 'class');
        if (!spokenBy && /\p{L}{2,}/u.test(cooked) && (sentence(cooked) || /\s\p{L}{2,}|\p{L}{2,}\s/u.test(cooked)))
          report(node, cooked);
        return;
      }
    }
    if (node.type?.startsWith('TS') && node.type !== 'TSAsExpression' && node.type !== 'TSNonNullExpression') return;
    for (const [key, child] of Object.entries(node)) {
      if (key === 'loc' || key === 'metadata') continue;
      for (const one of Array.isArray(child) ? child : [child])
        if (one && typeof one === 'object') look(one as Node, node.type ? [...within, node] : within);
    }
  }
  for (const part of ['fragment', 'instance', 'module']) if (tree[part]) look(tree[part] as Node, []);
  return found;
}

const components = (readdirSync('src', { recursive: true }) as string[]).filter((name) => name.endsWith('.svelte'));

test.each(components)('%s says nothing of its own', (name) => {
  expect(wordsIn(readFileSync(`src/${name}`, 'utf8'))).toEqual([]);
});

test('words are found wherever a component can hold them', () => {
  const says = (source: string) => wordsIn(source).length;
  expect(says('<p>Nothing waits.</p>')).toBe(1);
  expect(says('<Button label="Send it">{t.send}</Button>')).toBe(1);
  expect(says('<p>{open ? "Open now" : t.closed}</p>')).toBe(1);
  expect(says('<p>{`Sent to ${name}`}</p>')).toBe(1);
  expect(says('<p>{`${name} took it`}</p>')).toBe(1);
  expect(says('<script lang="ts">const why = \'Say why first.\';</script>')).toBe(1);
  expect(says('<Icon name="check" /><p class={`row ${kind} at`}>{t.done}</p>')).toBe(0);
});
