/**
 * The rows of one queue as the person sees them: in the order of the moment they opened it. What arrives or moves
 * meanwhile is counted ("3 new, 1 riskier") and takes its place only when the person asks or has left the list. The
 * content of rows already shown follows the core at once. Rows are fetched in windows, so a queue may be of any length.
 */
import type { Page, Row } from '../api.gen';

export type Fetch = (offset: number, limit: number) => Promise<Page>;
export const WINDOW = 60;
/** The most rows the core gives at once. */
const MOST = 200;

export class ListState {
  total = $state(0);
  /** The chosen row, by place; -1 before there is one. */
  active = $state(-1);
  newer = $state(0);
  riskier = $state(0);
  loaded = $state(false);
  scroll = 0;
  /** Is the pointer over the list or the focus in it? Then nothing may move. */
  busy = false;
  #slots = $state.raw<(Row | undefined)[]>([]);
  #gone = $state.raw<ReadonlySet<string>>(new Set());
  #asked = new Set<number>();
  #era = 0;

  /** `held`: is somebody working on one of its rows? Then nothing moves either. */
  constructor(
    private readonly fetch: Fetch,
    private readonly held: () => boolean = () => false,
  ) {}

  get #still(): boolean {
    return this.busy || this.held();
  }

  row(index: number): Row | undefined {
    return this.#slots[index];
  }
  isGone(id: string): boolean {
    return this.#gone.has(id);
  }
  indexOf(id: string): number {
    return this.#slots.findIndex((row) => row?.id === id);
  }
  get activeRow(): Row | undefined {
    return this.#slots[this.active];
  }

  /** Reads the list as it is now. The chosen row stays chosen if it is still there. */
  async adopt(): Promise<void> {
    await this.#read(() => true);
  }

  /** The same, if that still may be once it has been read; says whether it was. */
  async #read(may: () => boolean): Promise<boolean> {
    const era = (this.#era += 1);
    const kept = this.activeRow?.id;
    const from = Math.max(0, Math.floor((this.active < 0 ? 0 : this.active) / WINDOW) * WINDOW);
    const pages = await Promise.all(
      from === 0 ? [this.fetch(0, WINDOW)] : [this.fetch(0, WINDOW), this.fetch(from, WINDOW)],
    );
    if (era !== this.#era) return true;
    if (!may()) return false;
    const slots: (Row | undefined)[] = [];
    for (const page of pages) {
      page.rows.forEach((row, n) => (slots[page.offset + n] = row));
    }
    this.#slots = slots;
    this.#gone = new Set();
    this.total = pages[0]?.total ?? 0;
    this.newer = 0;
    this.riskier = 0;
    this.loaded = true;
    const again = kept ? this.indexOf(kept) : -1;
    this.active = again >= 0 ? again : Math.min(this.active, this.total - 1);
    if (this.active < 0 && this.total > 0) this.active = 0;
    return true;
  }

  /** Makes sure these places are there. If the order has moved on meanwhile, what is not yet shown follows it. */
  async need(from: number, to: number): Promise<void> {
    const era = this.#era;
    for (let n = Math.floor(from / WINDOW); n <= Math.floor(Math.max(from, to - 1) / WINDOW); n += 1) {
      if (this.#asked.has(n) || this.#isWhole(n)) continue;
      this.#asked.add(n);
      try {
        const page = await this.fetch(n * WINDOW, WINDOW);
        if (era !== this.#era) return;
        const elsewhere = page.rows.some((row, at) => {
          const place = this.indexOf(row.id);
          return place >= 0 && place !== page.offset + at;
        });
        if (elsewhere) return await this.adopt();
        const slots = this.#slots.slice();
        page.rows.forEach((row, at) => (slots[page.offset + at] = row));
        this.#slots = slots;
      } finally {
        this.#asked.delete(n);
      }
    }
  }

  #isWhole(window: number): boolean {
    for (let at = window * WINDOW; at < Math.min(this.total, (window + 1) * WINDOW); at += 1)
      if (!this.#slots[at]) return false;
    return true;
  }

  /** Something changed: what is shown gets its new content, what is new is counted, and nothing moves under a person. */
  async follow(visible: { from: number; to: number }): Promise<void> {
    if (!this.loaded) return;
    if (!this.#still && (await this.#read(() => !this.#still))) return;
    const era = this.#era;
    const whole = this.total <= MOST - 20;
    const head = await this.fetch(0, whole ? MOST : WINDOW);
    const here =
      whole || visible.from < WINDOW
        ? null
        : await this.fetch(visible.from, Math.min(WINDOW, visible.to - visible.from));
    if (era !== this.#era) return;
    const fresh = new Map([...head.rows, ...(here?.rows ?? [])].map((row) => [row.id, row]));
    const before = new Map(this.#slots.flatMap((row) => (row ? [[row.id, row] as const] : [])));
    let riskier = 0;
    this.#slots = this.#slots.map((row) => {
      const now = row && fresh.get(row.id);
      if (row && now && now.rank > row.rank) riskier += 1;
      return now ?? row;
    });
    this.riskier += riskier;
    this.newer = Math.max([...fresh.keys()].filter((id) => !before.has(id)).length, this.newer);
    if (whole) this.#gone = new Set([...before.keys()].filter((id) => !fresh.has(id)));
  }

  /** This person moved it out of the list: it goes, and the next one is chosen. */
  drop(id: string): Row | undefined {
    const at = this.indexOf(id);
    if (at < 0) return this.activeRow;
    this.#era += 1;
    const slots = this.#slots.slice();
    slots.splice(at, 1);
    this.#slots = slots;
    this.total = Math.max(0, this.total - 1);
    this.active = Math.min(at, this.total - 1);
    return this.activeRow;
  }

  /** Chooses the riskiest row that is free, the first of them as the list stands. */
  chooseRiskiest(free: (row: Row) => boolean): Row | undefined {
    const rows = this.#slots.map((row, at) => ({ row, at }));
    const best = rows.reduce<{ row: Row; at: number } | null>((best, { row, at }) => {
      if (!row || this.isGone(row.id) || !free(row)) return best;
      return best && best.row.rank >= row.rank ? best : { row, at };
    }, null);
    if (best) this.active = best.at;
    return this.activeRow;
  }

  move(by: number): void {
    if (!this.total) return;
    this.active = Math.min(this.total - 1, Math.max(0, this.active + by));
  }
}
