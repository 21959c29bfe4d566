/** How much room there is: below 1100 px the rail shows icons, below 700 px there is one column. Zoom counts as less room. */
const query = (text: string) => (typeof matchMedia === 'function' ? matchMedia(text) : undefined);

class Layout {
  compact = $state(false);
  narrow = $state(false);

  constructor() {
    const compact = query('(max-width: 1099px)');
    const narrow = query('(max-width: 699px)');
    const read = () => {
      this.narrow = narrow?.matches ?? false;
      this.compact = (compact?.matches ?? false) && !this.narrow;
    };
    read();
    compact?.addEventListener('change', read);
    narrow?.addEventListener('change', read);
  }
}

export const layout = new Layout();
