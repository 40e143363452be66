/**
 * Lines -> every value that somebody may have meant for a field, with where it came from. Decides nothing.
 */
import type { Role } from '../mail/lines.ts';

/** Where a value was read, so that a person can find it again. */
export type Provenance = {
  readonly part: string;
  readonly line: number;
  readonly quoted: boolean;
  /** The words that were read as the value. */
  readonly raw: string;
  /** The label as it was written. */
  readonly label: string;
  /** The rule that tied the value to the label: `same line`, `next line`, `table cell`, `one line, split`... */
  readonly rule: string;
};

export type Candidate = {
  readonly field: string;
  readonly provenance: Provenance;
  readonly role: Role;
  /** Which repetition of the form within the mail this stands in, from 0. */
  readonly block: number;
  /** Targets of links in the value (HTML), as the mail had them. */
  readonly links: readonly string[];
  /** Words of the value that were struck out or made bold: how some people mark a choice. */
  readonly struck: readonly string[];
  readonly bold: readonly string[];
  /** The whole lines that it was read from, label included: to compare with what we ourselves sent. */
  readonly lines: readonly string[];
};

/** A line that looks like a field but isn't one of the form's: kept for the reviewer. */
export type Extra = { readonly label: string; readonly value: string };

export type FieldBlocks = {
  readonly candidates: readonly Candidate[];
  readonly extras: readonly Extra[];
};
