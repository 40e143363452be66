/**
 * Our own words come back in every answer. Telling them from the contributor's: what stands in a mail exactly as we sent it is
 * never an answer; a line of ours that was filled in or changed is.
 */
import type { Candidate } from '../form/field-block.ts';
import type { SentMail } from './decision.ts';

/** Clients wrap, indent and re-space what they quote, so only the ink counts. */
const ink = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s>*_|\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
    .toLowerCase();

export type OwnWords = {
  /** Whether these lines, taken together, are just what we sent. */
  readonly has: (lines: readonly string[]) => boolean;
  /** Whether a line of ours begins with this label, so that a quoted one can be somebody's answer to us. */
  readonly asks: (label: string) => boolean;
};

/** The words of the mails that we sent in a thread. */
export const ownWords = (sent: readonly SentMail[]): OwnWords => {
  const lines = sent
    .flatMap((mail) => mail.text.split('\n'))
    .map(ink)
    .filter((line) => line !== '');
  const known = new Set(lines);
  return {
    has: (written) => {
      const whole = ink(written.join(''));
      return whole !== '' && (known.has(whole) || written.every((line) => known.has(ink(line))));
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
export const meant = (candidates: readonly Candidate[], own: OwnWords, pasted: boolean): readonly Candidate[] =>
  candidates.filter(({ lines, provenance, struck, bold }) => {
    // No block of ours has anything struck out or bold: who drew that answered by it.
    const untouched = own.has(lines) && struck.length + bold.length === 0;
    return provenance.quoted ? !untouched && own.asks(provenance.label) : !(pasted && untouched);
  });

/** The lines of a text that weren't read as fields: what was written besides. A table's cells may stand on lines of their own. */
export const besides = (text: string, fieldLines: readonly string[]): readonly string[] => {
  const taken = new Set(fieldLines.flatMap((line) => [line, ...line.split('\t')]).map(ink));
  return text.split('\n').filter((line) => line.trim() !== '' && !taken.has(ink(line)));
};
