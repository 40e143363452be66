/**
 * How an element is drawn, as far as it changes what a reader reads: hidden, bold, struck out, a link, quoted.
 */
import type { Style } from './html-lines.ts';
import { foldCss, hides, setsBackground } from './html-visibility.ts';

export type Attributes = Readonly<Record<string, string>>;

/** `background`: some enclosing element sets one, so that white text may be there to be read. */
export type Look = Style & { readonly hidden: boolean; readonly background: boolean };

const HIDDEN = new Set(['head', 'script', 'style', 'template', 'title', 'noscript', 'object', 'svg', 'math']);
const BOLD = new Set(['b', 'strong', 'mark', 'u', 'ins']);
const STRUCK = new Set(['s', 'strike', 'del']);
const PRE = new Set(['pre', 'textarea', 'listing', 'xmp', 'plaintext']);

const BOLD_WEIGHT = /(?:^|;)font-weight:(?:bold|[6-9]00)/;
const UNDERLINED = /(?:^|;)text-decoration[a-z-]*:[^;]*underline/;
/** A colour behind words, such as a marker's. */
const HIGHLIGHTED =
  /(?:^|;)background(?:-color)?:(?!#fff(?:fff)?(?:;|$)|white|transparent|inherit|initial|unset|none|rgba?\(255,255,255)/;
/** Elements around words: what colours a paragraph or a table's cell chooses nothing. */
const INLINE = new Set(['span', 'font', 'em', 'i']);
const LIGHT_WEIGHT = /(?:^|;)font-weight:(?:normal|[1-5]00)/;
const THROUGH = /(?:^|;)text-decoration[a-z-]*:[^;]*line-through/;
const WHITE_SPACE = /(?:^|;)white-space:([a-z-]{1,20})/;
const NO_BORDER = /(?:^|;)border(?:-left)?:(?:none|0)/;

/** Class names by which Yahoo's clients mark what they quote; Gmail, Apple Mail, Outlook and Thunderbird use blockquote for it. */
const QUOTE_CLASS = /(?:^|\s)yahoo_quoted(?:\s|$)/;

/** QUIRK: Gmail's indent button makes a blockquote too, one without a border. */
const quotes = (name: string, attributes: Attributes, css: string): boolean =>
  name === 'blockquote'
    ? attributes['type'] === 'cite' || !NO_BORDER.test(css)
    : QUOTE_CLASS.test(attributes['class'] ?? '');

const spaceOf = (name: string, css: string, parent: Look): Look['space'] => {
  switch (WHITE_SPACE.exec(css)?.[1]) {
    case 'pre':
    case 'pre-wrap':
    case 'break-spaces':
      return 'pre';
    case 'pre-line':
      return 'pre-line';
    case 'normal':
    case 'nowrap':
      return 'normal';
    default:
      // `inherit`, or nothing said.
      return PRE.has(name) ? 'pre' : parent.space;
  }
};

const MAX_STYLE = 2000;
const MAX_TARGET = 4000;

/** The element's own style, with the color that `<font color>` gives it. */
const declarations = (attributes: Attributes): string => {
  const css = foldCss((attributes['style'] ?? '').slice(0, MAX_STYLE));
  const color = attributes['color'];
  return color === undefined ? css : `color:${foldCss(color.slice(0, 40))};${css}`;
};

/** Bold, underlined or highlighted: how people mark one word among others. */
const isSetOff = (name: string, css: string): boolean =>
  BOLD.has(name) ||
  BOLD_WEIGHT.test(css) ||
  (INLINE.has(name) && ((UNDERLINED.test(css) && !THROUGH.test(css)) || HIGHLIGHTED.test(css)));

/** An entry of a drop-down list that isn't the chosen one: only that one is shown. */
const isNotChosen = (name: string, attributes: Attributes): boolean =>
  name === 'option' && attributes['selected'] === undefined;

/** What an element looks like within `parent`, by its own style: mail clients write the style at the element. */
export const lookOf = (name: string, attributes: Attributes, parent: Look): Look => {
  const css = declarations(attributes);
  const background = parent.background || setsBackground(css) || attributes['bgcolor'] !== undefined;
  const href = name === 'a' ? attributes['href']?.trim().slice(0, MAX_TARGET) : undefined;
  return {
    bold: isSetOff(name, css) || (parent.bold && !LIGHT_WEIGHT.test(css)),
    struck: parent.struck || STRUCK.has(name) || THROUGH.test(css),
    link: href === undefined || href === '' ? parent.link : href,
    space: spaceOf(name, css, parent),
    depth: parent.depth + (quotes(name, attributes, css) ? 1 : 0),
    hidden:
      parent.hidden ||
      HIDDEN.has(name) ||
      attributes['hidden'] !== undefined ||
      isNotChosen(name, attributes) ||
      hides(css, background),
    background,
  };
};
