/** Where a page leads back to, by its own button and by Esc: nobody is left on a page to find the way out. */
import { createContext } from 'svelte';

export interface WayBack {
  words: string;
  go: () => void;
}

/** None on the page where the way ends. */
export const [wayBack, offerWayBack] = createContext<() => WayBack | null>();
