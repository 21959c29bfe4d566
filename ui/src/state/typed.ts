/** What a person has typed into fields and not sent yet: Esc lets it stand. */
import { TYPED_IN } from '../keyboard.svelte';

type TextField = HTMLInputElement | HTMLTextAreaElement;

export class Typed {
  #fields = new Set<TextField>();

  /** For `oninput` of whatever holds the fields. */
  readonly note = (event: Event): void => {
    if (event.target instanceof Element && event.target.matches(TYPED_IN)) this.#fields.add(event.target as TextField);
  };

  /** A field that is gone was sent or cancelled; one that is empty holds nothing. */
  get stands(): boolean {
    return [...this.#fields].some((field) => field.isConnected && field.value !== '');
  }
}
