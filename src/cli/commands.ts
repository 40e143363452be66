/**
 * The commands: what each is called, takes and shows. Its work is in a file of its own, loaded only when it is called.
 */
import type { Verb } from './call.ts';

export type Command = {
  readonly name: string;
  /** `<REF>` must be there, `[FILE...]` may be, as commander writes them. */
  readonly takes: string;
  readonly does: string;
  readonly options: readonly (readonly [flags: string, meaning: string])[];
  readonly examples: readonly string[];
  readonly load: () => Promise<{ readonly run: Verb }>;
};

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'triage',
    takes: '<FILE...>',
    does: 'dry run: what would be decided and answered, with no past known; touches nothing',
    options: [['--json', 'print one JSON object a line, in the order of the files']],
    examples: [
      'mailroom triage data/samples/*.eml',
      'mailroom triage --json offer.eml | jq .fields',
      'mailroom triage - < offer.eml',
    ],
    load: () => import('./triage.ts'),
  },
];
