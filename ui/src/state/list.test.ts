import { describe, expect, it } from 'vitest';
import type { Row } from '../api.gen';
import { ListState, WINDOW } from './list.svelte';

const row = (id: string, tier: 'none' | 'check' | 'alert' = 'none'): Row =>
  ({ id, tier: { kind: tier }, rank: { none: 0, check: 3, alert: 4 }[tier], firstLine: id }) as unknown as Row;

/** A queue whose rows can be changed under the list. */
function queue(rows: Row[]) {
  const core = { rows };
  const list = new ListState(async (offset, limit) => ({
    total: core.rows.length,
    offset,
    rows: core.rows.slice(offset, offset + limit),
  }));
  const ids = () => Array.from({ length: list.total }, (_, n) => list.row(n)?.id ?? '…');
  return { core, list, ids };
}
const ALL = { from: 0, to: 20 };

describe('a list', () => {
  it('keeps its order while the person is in it and counts what waits', async () => {
    const { core, list, ids } = queue([row('a'), row('b'), row('c')]);
    await list.adopt();
    list.busy = true;
    core.rows = [row('new', 'check'), row('c', 'check'), row('a'), row('b')];
    await list.follow(ALL);
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect([list.newer, list.riskier]).toEqual([1, 1]);
    expect(list.row(2)?.tier?.kind).toBe('check');
    await list.adopt();
    expect(ids()).toEqual(['new', 'c', 'a', 'b']);
    expect([list.newer, list.riskier]).toEqual([0, 0]);
  });

  it('follows at once when nobody is in it, and keeps the chosen row chosen', async () => {
    const { core, list, ids } = queue([row('a'), row('b')]);
    await list.adopt();
    list.active = 1;
    core.rows = [row('x', 'alert'), row('a'), row('b')];
    await list.follow(ALL);
    expect(ids()).toEqual(['x', 'a', 'b']);
    expect(list.activeRow?.id).toBe('b');
  });

  it('moves nothing when its new order is answered once the person has come into it', async () => {
    const { core, list, ids } = queue([row('a'), row('b')]);
    await list.adopt();
    core.rows = [row('x', 'alert'), row('b'), row('a')];
    const followed = list.follow(ALL);
    list.busy = true;
    await followed;
    expect(ids()).toEqual(['a', 'b']);
    expect(list.newer).toBe(1);
    list.busy = false;
    await list.follow(ALL);
    expect(ids()).toEqual(['x', 'b', 'a']);
  });

  it('says which rows a colleague has moved on, and leaves them in place', async () => {
    const { core, list, ids } = queue([row('a'), row('b'), row('c')]);
    await list.adopt();
    list.busy = true;
    core.rows = [row('a'), row('c')];
    await list.follow(ALL);
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect([list.isGone('b'), list.isGone('a')]).toEqual([true, false]);
  });

  it('drops what this person moved out and chooses the next', async () => {
    const { list } = queue([row('a'), row('b'), row('c')]);
    await list.adopt();
    list.active = 1;
    expect(list.drop('b')?.id).toBe('c');
    expect(list.drop('c')?.id).toBe('a');
    expect(list.drop('a')).toBeUndefined();
    expect(list.total).toBe(0);
  });

  it('fetches windows of a long queue once each', async () => {
    const rows = Array.from({ length: 1000 }, (_, n) => row(String(n)));
    const asked: number[] = [];
    const list = new ListState(async (offset, limit) => {
      asked.push(offset);
      return { total: rows.length, offset, rows: rows.slice(offset, offset + limit) };
    });
    await list.adopt();
    await list.need(500, 520);
    await list.need(505, 525);
    expect(asked).toEqual([0, Math.floor(500 / WINDOW) * WINDOW]);
    expect(list.row(510)?.id).toBe('510');
    expect(list.row(300)).toBeUndefined();
  });
});
