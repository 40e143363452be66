/**
 * Spam and phishing, found very cautiously: a person's mail that is thrown away costs more than a hundred bad ones that a person sees.
 * Only what the filter in front of us says, and gross signs that come in pairs.
 */
import { valuesOf } from './header.ts';
import type { Header } from './message.ts';

// Fields of filters, each with what says yes. Only the topmost occurrence counts: the last filter to see the mail wrote it.
const VERDICTS: readonly (readonly [string, RegExp])[] = [
  ['x-spam-flag', /^yes\b/i],
  ['x-spam-status', /^yes\b/i],
  ['x-spam', /^yes\b/i],
  ['x-ses-spam-verdict', /^fail\b/i],
  // Microsoft 365: spam confidence of 5 and more goes to Junk.
  ['x-ms-exchange-organization-scl', /^[5-9]\b/],
  ['x-forefront-antispam-report', /(?:^|;)\s*SFV:SPM\b/i],
];

/** What a spam filter in front of us found, or null. `No`, scores and levels are nothing. */
export const filterVerdict = (headers: readonly Header[]): string | null => {
  for (const [name, yes] of VERDICTS) {
    const [topmost] = valuesOf(headers, name);
    if (topmost !== undefined && yes.test(topmost.slice(0, 1000))) return `${name}: ${topmost.slice(0, 60)}`;
  }
  return null;
};

type Trick = { readonly name: string; readonly claims: readonly string[]; readonly urges: readonly string[] };

const phrases = (text: string): readonly string[] => text.trim().split(/\s*[|\n]\s*/);

// A trick is told by a claim and an urge together; the words are so coarse that no offer of a dataset holds both.
const TRICKS: readonly Trick[] = [
  {
    name: 'phishing for an account',
    claims: phrases(`
      mailbox is almost full | mailbox is full | mailbox quota | mailbox storage | storage limit | password will expire | password is expiring
      password expires | your password has expired | account will be deactivated | account will be suspended | account has been suspended
      account has been limited | account will be closed | unusual sign-in | unusual activity | undelivered messages in your
      incoming messages are pending | pending messages | messages were held | webmail account | e-mail account will | email account will
    `),
    urges: phrases(`
      verify your account | verify your email | verify your password | verify your identity | verify your mailbox | confirm your account
      confirm your password | confirm your identity | keep same password | keep my password | keep current password | update your account
      upgrade your mailbox | validate your | click here to | click below to | log in to restore | release messages | review messages
      re-activate | reactivate your | restore your account | within 24 hours | within 48 hours
    `),
  },
  {
    name: 'advance-fee fraud',
    claims: phrases(`
      next of kin | unclaimed fund | you have won | compensation fund | consignment box | late husband | late client | atm card
      widow of | deceased client | inheritance fund
    `),
    urges: phrases(`
      million dollars | million us dollars | million usd | million united states dollars | send me your full name | your full names
      your bank account | your phone number and address | god bless | utmost confidence | reply urgently | contact the bank
    `),
  },
  {
    name: 'blackmail',
    claims: phrases(`
      i hacked your | i have hacked | your device was infected | access to your webcam | i recorded you | i know your password
      recorded you while
    `),
    urges: phrases(`bitcoin | btc wallet | usdt | monero | ethereum wallet`),
  },
  {
    name: 'pills and casinos',
    claims: phrases(
      `viagra | cialis | online casino | online pharmacy | penis enlargement | hot singles | replica watches`,
    ),
    urges: phrases(`click here | buy now | order now | visit our | best price | lowest price | free spins`),
  },
];

/** The trick that a text tries, with the words that show it, or null. `text` is what the sender wrote; without any, a subject proves nothing. */
export const trickIn = (subject: string, text: string): string | null => {
  if (text === '') return null;
  const words = `${subject} ${text}`.toLowerCase().replace(/\s+/g, ' ');
  for (const { name, claims, urges } of TRICKS) {
    const claim = claims.find((phrase) => words.includes(phrase));
    const urge = claim === undefined ? undefined : urges.find((phrase) => words.includes(phrase));
    if (claim !== undefined && urge !== undefined) return `${name}: "${claim}" with "${urge}"`;
  }
  return null;
};
