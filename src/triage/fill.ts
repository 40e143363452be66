/**
 * The lines of a letter once values were put in. Three signs, that a template shows as the letter will: two blanks in front of a line
 * (a field, an address) keep it as it is; a backslash at its end keeps the line break; `- ` or `1. ` begins an item of a list.
 */
const WIDTH = 76;

/** How far the lines of an item stand in, after its mark. */
const indentOf = (line: string): string => ' '.repeat(/^(?:- |\d{1,2}\. )/.exec(line)?.[0].length ?? 0);

/** Fills one paragraph; a word that is wider than a line, such as a web address, stays whole. */
const wrap = (paragraph: string): readonly string[] => {
  const indent = indentOf(paragraph);
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    if (word === '') continue;
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= WIDTH) line += ` ${word}`;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line];
};

type Run = { readonly lines: string[]; open: boolean };

/** Whether a line goes on with what the run before it says. */
const continues = (run: Run | undefined, line: string): run is Run => {
  if (run === undefined || !run.open || indentOf(line) !== '') return false;
  const indent = indentOf(run.lines[0] ?? '');
  return !line.startsWith('  ') || (indent !== '' && line.startsWith(indent));
};

const HARD = /\\$/;

/** A paragraph's lines, those together that are filled as one; a line that keeps its shape is a run that nothing can join. */
const runs = (lines: readonly string[]): readonly Run[] => {
  const found: Run[] = [];
  for (const line of lines) {
    const last = found.at(-1);
    const open = !HARD.test(line);
    if (continues(last, line)) {
      last.lines.push(line.trim());
      last.open = open;
    } else found.push({ lines: [line], open: open && !line.startsWith('  ') });
  }
  return found;
};

const filled = ({ lines }: Run): readonly string[] =>
  lines[0]?.startsWith('  ') ? lines : wrap(lines.join(' ').replace(HARD, ''));

/** Lines without the blanks at their ends, those together that no empty line parts. */
const paragraphsOf = (text: string): readonly (readonly string[])[] => {
  const paragraphs: string[][] = [[]];
  for (const line of text.split('\n')) {
    const said = line.trimEnd();
    if (said === '') paragraphs.push([]);
    else paragraphs.at(-1)?.push(said);
  }
  return paragraphs;
};

/** The whole text: no blanks at line ends, no two empty lines in a row, 76 columns but for lines that stay and for long words. */
export const fill = (text: string): string => {
  const paragraphs = paragraphsOf(text).map((lines) => runs(lines).flatMap(filled).join('\n').trimEnd());
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
};
