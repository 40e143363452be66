/**
 * Lines of text as a reader of the mail would see them, with where each one stands.
 * Everything that looks for meaning in a mail looks at these, never at MIME.
 */

/** A stretch of a line that the sender's client drew differently; `from` and `to` are UTF-16 offsets into `Line.text`. */
export type Mark =
  | { readonly kind: 'bold' | 'struck'; readonly from: number; readonly to: number }
  | { readonly kind: 'link'; readonly from: number; readonly to: number; readonly target: string };

export type Line = {
  /** Without its line end, without the `>` of its quote depth; tabs stand between table cells. */
  readonly text: string;
  /** MIME part, numbered as in RFC 3501 6.4.5: `1`, `1.2`. */
  readonly part: string;
  /** Counted from 1 within that part, as shown (after format=flowed or HTML was undone). */
  readonly number: number;
  /** How deep it is quoted: the count of `>` (RFC 3676 4.5) or of enclosing blockquotes; 0 is the writer's own. */
  readonly depth: number;
  readonly marks: readonly Mark[];
};

/** What a line is for; `body` is what the person wrote in this very mail. */
export type Role = 'body' | 'quoted' | 'attribution' | 'signature' | 'disclaimer' | 'banner';

export type ReadLine = Line & { readonly role: Role };

/** Bounds of what is looked at in one mail. */
export const MAX_TEXT = 256 * 1024;
export const MAX_LINES = 20_000;
export const MAX_LINE = 10_000;
