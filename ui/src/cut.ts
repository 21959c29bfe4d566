/** A name that is cut shows the whole of it under the pointer, wherever it stands. */
const MAY_BE_CUT = '.cut, .who, .name, .btn-l1, .rest, .v, .msg-h b';

export function nameWhatIsCut(): () => void {
  const over = (event: Event) => {
    const on = event.target instanceof Element ? event.target.closest<HTMLElement>(MAY_BE_CUT) : null;
    if (!on) return;
    if (on.scrollWidth > on.clientWidth) on.title = on.textContent?.trim() ?? '';
    else on.removeAttribute('title');
  };
  document.addEventListener('pointerover', over, { passive: true });
  return () => document.removeEventListener('pointerover', over);
}
