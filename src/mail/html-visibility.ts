/**
 * What CSS keeps from being seen. Whoever hides text from the reader must not have it read by us: senders' preheaders are hidden that
 * way, and so are answers that a person never saw.
 */

/** A declaration list as the functions below take it: in lower case, without blanks. */
export const foldCss = (css: string): string => css.toLowerCase().replace(/\s+/g, '');

const ZERO = '0(?:\\.0+)?(?:px|pt|em|rem|%)?(?:!|;|$)';
const INVISIBLE = new RegExp(
  `(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|mso-hide:all|color:transparent|transform:scale\\(0` +
    `|font-size:(?:${ZERO}|[01](?:\\.\\d+)?px)|max-height:${ZERO}|opacity:${ZERO}` +
    `|(?:left|top|text-indent|margin-left|margin-top):-\\d{3,})`,
);
const NO_SIZE = new RegExp(`(?:^|;)(?:width|height):${ZERO}`);
const CLIPPED = /(?:^|;)overflow(?:-[xy])?:hidden/;
const COLOR = /(?:^|;)color:([^;!]{1,40})/;
const BACKGROUND = /(?:^|;)background(?:-color)?:([^;!]{1,40})/;
const WHITE = /^(?:#fff(?:fff)?|white|rgba?\(255,255,255)/;

export const setsBackground = (css: string): boolean => BACKGROUND.test(css);

/** Whether folded declarations leave nothing to see; `background`: some enclosing element sets one. */
export const hides = (css: string, background: boolean): boolean => {
  if (css === '') return false;
  if (INVISIBLE.test(css) || (NO_SIZE.test(css) && CLIPPED.test(css))) return true;
  const color = COLOR.exec(css)?.[1];
  if (color === undefined) return false;
  // White on the white of the page; in a coloured box it is an ordinary button.
  return color === BACKGROUND.exec(css)?.[1] || (!background && !BACKGROUND.test(css) && WHITE.test(color));
};

/** Characters of a style sheet that are looked at. */
const MAX_SHEET = 64 * 1024;
/** Names that are kept of one document. */
const MAX_NAMES = 1000;
/** Classes of one element that are looked up. */
const MAX_CLASSES = 20;

/** Comments go, and the marks that hide the sheet from the browsers of 1995. */
const bare = (sheet: string): string => {
  const [first = '', ...rest] = sheet.slice(0, MAX_SHEET).replaceAll('<!--', '').replaceAll('-->', '').split('/*');
  return first + rest.map((piece) => piece.split('*/').slice(1).join('')).join('');
};

/**
 * The classes (`.x`) and ids (`#y`) that a style sheet hides by themselves. Rules within `@media` don't count: they hide on some screens
 * only. Linear.
 */
const hiddenNames = (sheet: string): readonly string[] => {
  const names: string[] = [];
  const open: string[] = [];
  for (const [, text = '', brace] of bare(sheet).matchAll(/([^{}]*)([{}])/g)) {
    if (brace === '{') {
      open.push(text.trim());
      continue;
    }
    const selector = open.pop() ?? '';
    if (open.length > 0 || selector.startsWith('@') || !hides(foldCss(text), true)) continue;
    for (const one of selector.split(',')) {
      const name = /^[a-z\d]{0,10}([.#][\w-]{1,60})$/i.exec(one.trim())?.[1];
      if (name !== undefined) names.push(name);
    }
  }
  return names;
};

/** The style sheets of one document, as they are read: text is taken while one is open. */
export const styleSheets = () => {
  const names = new Set<string>();
  let text: string | null = null;
  return {
    open: (): void => {
      text = '';
    },
    take: (data: string): void => {
      if (text !== null && text.length < MAX_SHEET) text += data;
    },
    close: (): void => {
      for (const name of hiddenNames(text ?? '')) if (names.size < MAX_NAMES) names.add(name);
      text = null;
    },
    /** Whether what was read so far hides an element, by its class or id. */
    hide: (attributes: Readonly<Record<string, string>>): boolean =>
      names.size > 0 &&
      (names.has(`#${attributes['id'] ?? ''}`) ||
        (attributes['class'] ?? '').split(/\s+/, MAX_CLASSES).some((name) => names.has(`.${name}`))),
  };
};
