/** Cuts a text into pieces where the rules marked words. Places are UTF-16 units, as JavaScript counts; marks may overlap, the graver wins. */
export interface Mark {
  start: number;
  end: number;
  high: boolean;
}
export interface Segment {
  text: string;
  mark: null | 'check' | 'high';
}

export function segments(text: string, marks: readonly Mark[]): Segment[] {
  const inside = marks.filter((mark) => mark.end > mark.start && mark.start >= 0 && mark.start < text.length);
  const cuts = [
    ...new Set([0, text.length, ...inside.flatMap((mark) => [mark.start, Math.min(mark.end, text.length)])]),
  ].sort((a, b) => a - b);
  const pieces: Segment[] = [];
  for (let n = 0; n + 1 < cuts.length; n += 1) {
    const [from, to] = [cuts[n]!, cuts[n + 1]!];
    const over = inside.filter((mark) => mark.start <= from && mark.end >= to);
    const mark = over.some((one) => one.high) ? 'high' : over.length ? 'check' : null;
    const last = pieces[pieces.length - 1];
    if (last && last.mark === mark) last.text += text.slice(from, to);
    else pieces.push({ text: text.slice(from, to), mark });
  }
  return pieces;
}

/** The marks that fall into a part of the text, counted from its start. */
export const within = (marks: readonly Mark[], part: { start: number; end: number }): Mark[] =>
  marks
    .filter((mark) => mark.start < part.end && mark.end > part.start)
    .map((mark) => ({
      start: Math.max(mark.start, part.start) - part.start,
      end: Math.min(mark.end, part.end) - part.start,
      high: mark.high,
    }));
