import { describe, expect, it } from 'vitest';
import { actionFor, bindings, cap, capOf, shortcutOf } from './keys';

const outside = { inField: false, letters: true };
const inside = { inField: true, letters: true };

describe('keys', () => {
  it('binds no key twice', () => {
    const keys = bindings.flatMap((row) => row.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each([
    [{ key: 'j', code: 'KeyJ' }, 'next'],
    [{ key: 'J', code: 'KeyJ', shiftKey: true }, 'next'],
    [{ key: 'ArrowDown' }, 'next'],
    [{ key: 'Enter' }, 'open'],
    [{ key: 'Enter', ctrlKey: true }, 'commit'],
    [{ key: '1', code: 'Digit1' }, 'choice1'],
    [{ key: '1', code: 'Digit1', ctrlKey: true }, 'needsTriage'],
    [{ key: '&', code: 'Digit1', ctrlKey: true }, 'needsTriage'],
    [{ key: '/' }, 'search'],
    [{ key: 'f', ctrlKey: true }, 'search'],
    [{ key: 'F6' }, 'nextRegion'],
    [{ key: 'F6', shiftKey: true }, 'previousRegion'],
    [{ key: 'F8' }, 'alertTake'],
    [{ key: 'l', ctrlKey: true }, 'lock'],
    [{ key: 'j', metaKey: true }, undefined],
    [{ key: 'q' }, undefined],
    [{ key: 'F4', altKey: true }, undefined],
  ])('%o outside fields is %s', (press, action) => {
    expect(actionFor(press, outside)).toBe(action);
  });

  it.each([
    [{ key: 't', code: 'KeyT' }, undefined],
    [{ key: 't', code: 'KeyT', altKey: true }, 'take'],
    [{ key: '†', code: 'KeyT', altKey: true }, 'take'],
    [{ key: '1', code: 'Digit1' }, undefined],
    [{ key: 'Enter' }, undefined],
    [{ key: 'Enter', ctrlKey: true }, 'commit'],
    [{ key: 'ArrowDown' }, undefined],
    [{ key: 'Escape' }, 'back'],
    [{ key: 'F9' }, 'alertGo'],
  ])('%o inside a field is %s', (press, action) => {
    expect(actionFor(press, inside)).toBe(action);
  });

  it('leaves single letters alone when a person turned them off, but for Alt', () => {
    const off = { inField: false, letters: false };
    expect(actionFor({ key: 'a', code: 'KeyA' }, off)).toBeUndefined();
    expect(actionFor({ key: 'a', code: 'KeyA', altKey: true }, off)).toBe('answerHere');
    expect(actionFor({ key: 'F9' }, off)).toBe('alertGo');
  });

  it('writes keys as on the caps', () => {
    expect(cap('Ctrl+Enter')).toBe('Ctrl Enter');
    expect(capOf('back')).toBe('Esc');
    expect(shortcutOf('search')).toBe('/ Control+F');
  });
});
