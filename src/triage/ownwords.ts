/**
 * Our own words come back in every answer. Telling them from the contributor's: what stands in a mail exactly as we sent it is
 * never an answer; a line of ours that was filled in or changed is.
 */
import type { Candidate } from '../form/field-block.ts';
import { type Offer, readOffer } from '../form/offer.ts';
import type { Case } from './case.ts';
import type { SentMail } from './decision.ts';
import { TOKEN_PATTERN } from './token.ts';

/** Clients wrap, indent and re-space what they quote, so only the ink counts. */
const ink = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s>*_|\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
    .toLowerCase();

/** No client wraps what it quotes in fewer columns; a choice of ours from which somebody took the other half is shorter. */
const NARROWEST = 50;

export type OwnWords = {
  /** Whether these lines, taken together, are just what we sent. */
  readonly has: (lines: readonly string[]) => boolean;
  /** Whether a letter of ours holds this text, wherever its lines end. */
  readonly holds: (text: string) => boolean;
  /** Whether a line begins as some words of ours do: the client may have wrapped it elsewhere, or written a link's target into it. */
  readonly begins: (line: string) => boolean;
  /** Whether a line of ours begins with this label, so that a quoted one can be somebody's answer to us. */
  readonly asks: (label: string) => boolean;
};

/** So much of a line is no accident; `Yes` and `No` stand in our letters, too. */
const TELLING = 12;

/** The words of the mails that we sent in a thread. */
export const ownWords = (sent: readonly SentMail[]): OwnWords => {
  const letters = sent.map((mail) => ink(mail.text));
  const holds = (inked: string): boolean => inked !== '' && letters.some((letter) => letter.includes(inked));
  const lines = sent
    .flatMap((mail) => mail.text.split('\n'))
    .map(ink)
    .filter((line) => line !== '');
  const known = new Set(lines);
  return {
    has: (written) => {
      const whole = ink(written.join(''));
      if (whole === '') return false;
      if (known.has(whole) || written.every((line) => known.has(ink(line)))) return true;
      // The client wrapped our line, and its rest stands below.
      return written.join(' ').trim().length >= NARROWEST && lines.some((line) => line.startsWith(whole));
    },
    holds: (text) => holds(ink(text)),
    begins: (line) => {
      const start = ink(line).slice(0, TELLING);
      return start.length === TELLING && holds(start);
    },
    asks: (label) => {
      const start = ink(label);
      return start !== '' && lines.some((line) => line.startsWith(start));
    },
  };
};

/**
 * The candidates of a reply that its writer can have meant: of quoted lines only changed ones of ours. What isn't quoted is meant,
 * also where it says what we said; unless our whole mail was `pasted` in without any mark that it's a quote.
 */
const meant = (candidates: readonly Candidate[], own: OwnWords, pasted: boolean): readonly Candidate[] =>
  candidates.filter(({ lines, provenance, struck, bold }) => {
    // No block of ours has anything struck out or bold: who drew that answered by it.
    const untouched = own.has(lines) && struck.length + bold.length === 0;
    return provenance.quoted ? !untouched && own.asks(provenance.label) : !(pasted && untouched);
  });

/** Offers as their writer meant them: what came back of our own words is left out. Each letter of ours ends in a token line. */
export const meantOffers = (item: Pick<Case, 'reading' | 'facts' | 'policy'>): readonly Offer[] => {
  const { reading, facts, policy } = item;
  const from = reading.sender.kind === 'address' ? reading.sender.address.address : null;
  const own = ownWords(facts.sent);
  const pasted = reading.text.match(TOKEN_PATTERN) !== null;
  return reading.offers.map((offer) => ({
    ...readOffer(meant(offer.candidates, own, pasted), policy.form, { from, own: policy.ownAddresses }),
    extras: offer.extras,
  }));
};

/** The lines of a text that weren't read as fields: what was written besides. A table's cells may stand on lines of their own. */
export const besides = (text: string, fieldLines: readonly string[]): readonly string[] => {
  const taken = new Set(fieldLines.flatMap((line) => [line, ...line.split('\t')]).map(ink));
  return text.split('\n').filter((line) => line.trim() !== '' && !taken.has(ink(line)));
};
