/**
 * About how old a reader must be: Flesch-Kincaid's grade plus five, rounded. Good enough to notice a long sentence;
 * not a judgement. Names count as short: the reader knows them.
 */
function syllables(word: string): number {
  const bare = word
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/(?:[^laeiouy]es|ed|[^laeiouy]e)$/, '');
  return Math.max(1, bare.match(/[aeiouy]{1,2}/g)?.length ?? 1);
}

export function readingAge(text: string): number | null {
  const words = text.match(/[A-Za-z’'-]+/g) ?? [];
  if (words.length < 5) return null;
  const sentences = Math.max(1, text.split(/[.!?]+(?:\s|$)/).filter((part) => /[A-Za-z]/.test(part)).length);
  const spoken = words.reduce((all, word, n) => all + (n > 0 && /^[A-Z]/.test(word) ? 1 : syllables(word)), 0);
  const grade = 0.39 * (words.length / sentences) + 11.8 * (spoken / words.length) - 15.59;
  return Math.max(5, Math.min(18, Math.round(grade) + 5));
}
