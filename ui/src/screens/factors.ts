/** What people sign in with beside password and code: the form of each at the gate, and its card under Keys and display. */
import type { Component } from 'svelte';
import type { Factor, FactorsAsked, YourFactors } from '../api.gen';
import { cardText, securityKeyText } from '../text/factors';
import CardForm from './gate/CardForm.svelte';
import SecurityKeyForm from './gate/SecurityKeyForm.svelte';
import YourCard from './help/YourCard.svelte';
import YourSecurityKeys from './help/YourSecurityKeys.svelte';

interface Way<Name extends Factor> {
  name: Name;
  /** What the button says that leads to it. */
  use: string;
  /** Whether it is asked for before a password. */
  first: boolean;
  Form: Component<{ asked: NonNullable<FactorsAsked[Name]>; onpassword: () => void }>;
  Yours: Component<{ yours: YourFactors[Name]; look: () => Promise<void> }>;
}
/** Each form gets what was asked of its own kind: the tables of the core have the same names. */
type Any = Omit<Way<Factor>, 'Form' | 'Yours'> & {
  Form: Component<{ asked: unknown; onpassword: () => void }>;
  Yours: Component<{ yours: unknown; look: () => Promise<void> }>;
};

const card: Way<'card'> = { name: 'card', use: cardText.useCard, first: true, Form: CardForm, Yours: YourCard };
const securityKey: Way<'securityKey'> = {
  name: 'securityKey',
  use: securityKeyText.useKey,
  first: false,
  Form: SecurityKeyForm,
  Yours: YourSecurityKeys,
};

export const factors = [card, securityKey] as unknown as Any[];
