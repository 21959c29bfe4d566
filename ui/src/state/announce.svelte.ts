/** What a screen reader hears without moving: politely for counts and results, at once for alerts and failed sends. */
class Announcer {
  polite = $state('');
  urgent = $state('');

  announce(words: string): void {
    // The same words twice are heard twice only if the text changes.
    this.polite = this.polite === words ? `${words} ` : words;
  }

  interrupt(words: string): void {
    this.urgent = this.urgent === words ? `${words} ` : words;
  }
}

export const announcer = new Announcer();
