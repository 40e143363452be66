/**
 * Signs that a machine, not a person, wrote a mail: every rule of `machine-rules.ts` tried, and what follows from those that hit.
 */
import { type DeliveryReport, findReport } from './delivery-status.ts';
import { type Mail, type Nature, RULES } from './machine-rules.ts';
import { flat } from './machine-text.ts';
import type { Message } from './message.ts';
import { ownListOf, type SenderPolicy } from './sender.ts';
import { missed, type Sign } from './sign.ts';

export type Signs = {
  /** Every rule, in the order in which they count. */
  readonly signs: readonly Sign[];
  readonly nature: Nature;
  readonly report: DeliveryReport | null;
};

/** Words are looked at this far; what decides stands at the beginning. UTF-16 units. */
const MAX_TEXT = 8 * 1024;

/**
 * What wrote this mail, and why. `text` is what the sender wrote in it, without what it quotes; give an empty one where the words are a
 * form that somebody filled in, so that they prove nothing.
 */
export const signsOf = (message: Message, policy: SenderPolicy, text: string): Signs => {
  const beginning = text.slice(0, MAX_TEXT);
  const mail: Mail = {
    message,
    headers: message.headers,
    policy,
    ownList: ownListOf(message.headers, policy.ownLists),
    report: findReport(message),
    text: beginning,
    words: flat(beginning),
  };
  const tried = RULES.map((rule) => ({ rule, found: rule.find(mail) }));
  const hits = tried.filter(({ found }) => found !== null).map(({ rule }) => rule);
  const sure = hits.find((rule) => !rule.weak);
  // People's mail has one of the weak signs now and then (their provider's mark, a footer); two together are a program's.
  const nature: Nature = sure?.nature ?? (hits.length > 1 ? 'bulk' : 'person');
  const signs = tried.map(({ rule: { rule, weak }, found }) =>
    found === null ? missed(rule) : { rule, hit: true, evidence: `${found}${weak ? ', a weak sign' : ''}` },
  );
  return { signs, nature, report: mail.report };
};
