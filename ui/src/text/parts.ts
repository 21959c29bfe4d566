/** Words that parts carry themselves, whatever screen they stand on. */
export const product = 'Duty Desk';

/** Read out after the name of a step. */
export const stepStates = { todo: 'to do', now: 'now', done: 'done', blocked: 'to do' };

/** Caps of keys that the table of shortcuts does not hold: they belong to a form or a dialog. */
export const formKeys = { confirm: 'Enter', cancel: 'Esc' };
