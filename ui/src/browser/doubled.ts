/** The host as the practice in memory has it: where the core answers nothing, it may answer anything. */
import type { Host } from '../host';

type Loose<Call> = Call extends (...given: infer Given) => Promise<null> ? (...given: Given) => Promise<unknown> : Call;
export type Doubled = { [Name in keyof Host]: Loose<Host[Name]> };
