/**
 * A form of several fields as one draft: what was typed and chosen is kept as it grows. Only what the person changed is kept, so
 * that a form taken up again shows the rest as it is by then.
 */
import { untrack } from 'svelte';
import type { Draft } from './drafts.svelte';

/** The form with what was kept of it. Called while its component is made; the form is kept as long as that stands. */
export function keptForm<Form extends Record<string, unknown>>(draft: Draft, blank: Form): Form {
  const form = $state({ ...structuredClone(blank), ...read(draft.text, blank) });
  const before = new Map(Object.entries(blank).map(([field, value]) => [field, JSON.stringify(value)]));
  $effect(() => {
    const changed = Object.entries(form).filter(([field, value]) => JSON.stringify(value) !== before.get(field));
    const text = changed.length ? JSON.stringify(Object.fromEntries(changed)) : '';
    untrack(() => text === draft.text || draft.type(text));
  });
  return form;
}

/** The fields this form has; what another version of it kept besides is passed over. */
function read<Form extends Record<string, unknown>>(text: string, blank: Form): Partial<Form> {
  if (!text) return {};
  try {
    const kept = Object.entries(JSON.parse(text) as object);
    return Object.fromEntries(kept.filter(([field]) => field in blank)) as Partial<Form>;
  } catch {
    return {};
  }
}
