/**
 * HTML -> lines as a reader would see them. Streaming and linear: no tree is built and nothing recurses.
 * NBSP stays U+00A0 in the text; who compares words folds it.
 */
import { Parser } from 'htmlparser2';
import { hadRoom, startsLikeField } from './flowed.ts';
import { type LineBuilder, lineBuilder } from './html-lines.ts';
import { type Attributes, type Look, lookOf } from './html-look.ts';
import { styleSheets } from './html-visibility.ts';
import { type Line, MAX_TEXT, placeLines, type Shown } from './lines.ts';

/** Open elements at which the parser is started anew: htmlparser2 slows down with the square of the nesting, and an attacker nests 100,000. */
const MAX_DEPTH = 500;
const CHUNK = 4096;

const PAGE: Look = {
  bold: false,
  struck: false,
  link: null,
  space: 'normal',
  depth: 0,
  hidden: false,
  background: false,
};

const names = (joined: string): ReadonlySet<string> => new Set(joined.split(' '));

const BLOCKS = names(
  'address article aside body caption center details dialog div fieldset figcaption figure footer form header html legend main nav ' +
    'option p section select summary',
);
/** Lines of their own even within a cell. */
const APART = names('blockquote dl h1 h2 h3 h4 h5 h6 hr li ol pre table tbody tfoot thead ul');
const ROWS = names('tr dt');
const CELLS = names('td th dd');

/** What a form control shows: its state, or what was typed into it. */
const shownByInput = (attributes: Attributes): string => {
  const type = (attributes['type'] ?? 'text').toLowerCase();
  if (type === 'checkbox' || type === 'radio') return attributes['checked'] === undefined ? '☐' : '☑';
  return type === 'hidden' ? '' : (attributes['value'] ?? '');
};

/** Outlook's marks of where the quoted mail starts: all that follows is quoted, though nothing encloses it. */
const startsOutlookQuote = (attributes: Attributes): boolean =>
  /(?:^|_)(?:divRplyFwdMsg|mail-editor-reference-message-container)$/i.test(attributes['id'] ?? '');

/** Line ends in the source of the text, which HTML takes for blanks: none, some, or some between what looks like fields. */
type LineEnds = 'none' | 'some' | 'fields';

type Walked = { readonly lines: readonly Shown[]; readonly lineEnds: LineEnds };

const partsFields = (data: string): boolean => {
  const lines = data.split('\n').map((line) => line.trim());
  return lines.some((line, at) => {
    const next = lines[at + 1] ?? '';
    return startsLikeField(line) && startsLikeField(next) && hadRoom(line, next);
  });
};

/** What the events of htmlparser2 do to the lines of one document; `page` is how its text looks before any element. */
const walker = (page: Look) => {
  const builder: LineBuilder = lineBuilder();
  let open: Look[] = [];
  /** Cells so far in each row that is open. */
  let cells: number[] = [];
  let lineEnds: LineEnds = 'none';
  const sheets = styleSheets();
  let below = 0;

  const current = (): Look => open.at(-1) ?? page;
  const drawn = (look: Look): Look => (below === 0 ? look : { ...look, depth: look.depth + below });
  const edge = (name: string): void => {
    if (BLOCKS.has(name)) builder.block();
    else if (APART.has(name)) builder.apart();
  };
  const row = (before: number): void => {
    builder.row();
    cells.push(before);
  };
  const cell = (): void => {
    const before = cells.pop() ?? 0;
    cells.push(before + 1);
    if (before > 0) builder.cell();
  };
  const onopentag = (name: string, attributes: Attributes): void => {
    const own = lookOf(name, attributes, current());
    const look = sheets.hide(attributes) ? { ...own, hidden: true } : own;
    open.push(look);
    if (name === 'style') sheets.open();
    if (look.hidden) return;
    if (startsOutlookQuote(attributes)) below = 1;
    edge(name);
    // The term of a definition list is the first cell of its row, its definition the next.
    if (ROWS.has(name)) row(name === 'dt' ? 1 : 0);
    else if (CELLS.has(name)) cell();
    else if (name === 'br') builder.lineEnd(drawn(look));
    else if (name === 'input') builder.text(shownByInput(attributes), drawn(look));
  };
  const onclosetag = (name: string): void => {
    const look = open.pop();
    if (name === 'style') sheets.close();
    if (look === undefined || look.hidden) return;
    edge(name);
    if (name !== 'tr') return;
    cells.pop();
    builder.apart();
  };
  const ontext = (data: string): void => {
    const look = current();
    sheets.take(data);
    if (look.hidden) return;
    const blank = data.trim() === '';
    if (!blank && lineEnds !== 'fields' && data.includes('\n')) lineEnds = partsFields(data) ? 'fields' : 'some';
    builder.text(blank && look.space === 'pre-line' ? ' ' : data, drawn(look));
  };
  const startAnew = (): void => {
    open = [];
    cells = [];
  };
  return {
    handler: { onopentag, onclosetag, ontext },
    startAnew,
    depth: () => open.length,
    isFull: builder.isFull,
    result: (): Walked => ({ lines: builder.lines(), lineEnds }),
  };
};

const walk = (html: string, page: Look): Walked => {
  const walking = walker(page);
  const parser = new Parser(walking.handler);
  for (let at = 0; at < html.length && !walking.isFull(); ) {
    // Cut after a tag, so that starting anew never falls into one.
    const end = html.indexOf('>', at + CHUNK);
    const next = end < 0 ? html.length : end + 1;
    parser.write(html.slice(at, next));
    at = next;
    if (walking.depth() > MAX_DEPTH) {
      parser.reset();
      walking.startAnew();
    }
  }
  parser.end();
  return walking.result();
};

const isFilled = (line: Shown): boolean => line.text.trim() !== '';
const filled = (lines: readonly Shown[]): number => lines.filter(isFilled).length;

/** Whether some line end of the source parts what a generator would have written as one line: there was room for the next word. */
const meant = (lines: readonly Shown[]): boolean =>
  lines.some((line, at) => hadRoom(line.text, lines[at + 1]?.text ?? ''));

/**
 * QUIRK: Gmail on Android puts the draft of a mailto link into HTML with its bare line ends. They count where they stand between fields,
 * and where markup makes no line at all, unless they only wrap the source.
 */
const withLineEnds = (html: string, walked: Walked): readonly Shown[] => {
  const bare = walked.lineEnds === 'some' && filled(walked.lines) <= 1;
  if (!bare && walked.lineEnds !== 'fields') return walked.lines;
  const { lines } = walk(html, { ...PAGE, space: 'pre-line' });
  const first = lines.findIndex(isFilled);
  const kept = lines.slice(Math.max(first, 0), lines.findLastIndex(isFilled) + 1);
  return meant(kept) ? kept : walked.lines;
};

/**
 * The lines of an HTML part: rows, list items and blocks apart, the cells of a row separated by tabs, what is hidden left out.
 * `part` is its RFC 3501 number; `limit` bounds the text in UTF-16 units. Never throws; linear in the length of `html`.
 */
export const htmlToLines = (
  html: string,
  part: string,
  limit: number = MAX_TEXT,
): { readonly lines: readonly Line[]; readonly cut: boolean } =>
  placeLines(withLineEnds(html, walk(html, PAGE)), part, limit);
