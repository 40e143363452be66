/**
 * The last weeks at a glance: bars of SVG on the page, of table cells in a mail, of `#` in text. No scripts, no pictures.
 */
import { html, type Markup, NOTHING } from './markup.ts';
import type { Week } from './rows.ts';
import { counted, span } from './words.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-11-16` -> `16 Nov`. */
const mondayOf = ({ monday }: Week): string => {
  const [, month, day] = monday.split('-').map(Number);
  return `${day ?? ''} ${MONTHS[(month ?? 0) - 1] ?? ''}`;
};

const most = (weeks: readonly Week[]): number => Math.max(1, ...weeks.flatMap((week) => [week.arrived, week.answered]));

const time = ({ medianAnswer }: Week): string => (medianAnswer === null ? '-' : span(medianAnswer));

/** What the chart says, for those who don't see it. */
const spoken = (week: Week): string =>
  `Week of ${mondayOf(week)}: ${counted(week.arrived, 'mail')} arrived, ${week.answered} answered${week.medianAnswer === null ? '' : `, in ${span(week.medianAnswer)}`}.`;

const BAR = 24;

/** At most 78 columns wide. Empty where there is nothing to show. */
export const textChart = (weeks: readonly Week[]): readonly string[] => {
  if (weeks.length === 0) return [];
  const unit = BAR / most(weeks);
  const row = (week: Week): string =>
    [
      mondayOf(week).padStart(6),
      '#'.repeat(Math.ceil(week.arrived * unit)).padEnd(BAR),
      String(week.arrived).padStart(8),
      String(week.answered).padStart(9),
      ` ${time(week)}`,
    ].join(' ');
  return [`${'Week of'.padEnd(7)}${' '.repeat(BAR)}  arrived  answered  median answer`, ...weeks.map(row)];
};

/** Light enough for a dark page, dark enough for a light one. */
const COLOUR = '#6b8fd6';

const WIDTH = 560;
const HEIGHT = 150;
const BASE = 116;
const TOP = 20;

const column = (week: Week, index: number, count: number, max: number): Markup => {
  const slot = WIDTH / count;
  const width = Math.min(26, slot / 3);
  const x = index * slot + slot / 2;
  const bar = (value: number, left: number, opacity: string): Markup => {
    const height = Math.round(((BASE - TOP) * value) / max);
    return html`<rect x="${left.toFixed(1)}" y="${BASE - height}" width="${width.toFixed(1)}" height="${height}" rx="2" fill="${COLOUR}" fill-opacity="${opacity}"/><text x="${(left + width / 2).toFixed(1)}" y="${BASE - height - 5}" font-size="12" text-anchor="middle">${value}</text>`;
  };
  return html`${bar(week.arrived, x - width - 1, '0.5')}${bar(week.answered, x + 1, '1')}<text x="${x.toFixed(1)}" y="${BASE + 16}" font-size="12" text-anchor="middle">${mondayOf(week)}</text><text x="${x.toFixed(1)}" y="${BASE + 31}" font-size="11" text-anchor="middle">${time(week)}</text>`;
};

const swatch = (opacity: string): Markup =>
  html`<span aria-hidden="true" style="display:inline-block;width:12px;height:12px;border-radius:2px;background:${COLOUR};opacity:${opacity};margin:0 6px 0 0"></span>`;

/** For the page; its words have the colour of the text around it, so it is right in the dark. */
export const svgChart = (weeks: readonly Week[]): Markup =>
  html`<svg role="img" aria-labelledby="chart-title chart-desc" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" fill="currentColor" font-family="inherit" xmlns="http://www.w3.org/2000/svg"><title id="chart-title">Mail of the last weeks</title><desc id="chart-desc">${weeks.map(spoken).join(' ')}</desc><line x1="0" y1="${BASE + 0.5}" x2="${WIDTH}" y2="${BASE + 0.5}" stroke="currentColor" stroke-opacity="0.3"/>${weeks.map((week, index) => column(week, index, weeks.length, most(weeks)))}</svg>
<p style="margin:4px 0 0">${swatch('0.5')}arrived &nbsp; ${swatch('1')}answered. Below each week: the time that half of the answers took at most.</p>`;

const cell = 'padding:3px 8px 3px 0;text-align:left;font-weight:400;white-space:nowrap';

const bar = (share: number): Markup =>
  share === 0
    ? NOTHING
    : html`<table role="presentation" cellspacing="0" cellpadding="0" width="${Math.ceil(share * 100)}%"><tr><td style="background:${COLOUR};height:12px;font-size:1px;line-height:1px">&nbsp;</td></tr></table>`;

const tableRow = (week: Week, max: number): Markup =>
  html`<tr><th scope="row" style="${cell}">${mondayOf(week)}</th><td width="55%" style="padding:3px 8px 3px 0">${bar(week.arrived / max)}</td><td style="${cell}">${week.arrived}</td><td style="${cell}">${week.answered}</td><td style="${cell}">${time(week)}</td></tr>`;

/** For a mail: Outlook draws with Word, which knows tables only. */
export const tableChart = (weeks: readonly Week[]): Markup =>
  html`<table cellspacing="0" cellpadding="0" width="100%" style="font-size:14px"><tr><th scope="col" style="${cell}">Week of</th><td></td><th scope="col" style="${cell}">arrived</th><th scope="col" style="${cell}">answered</th><th scope="col" style="${cell}">median answer</th></tr>${weeks.map((week) => tableRow(week, most(weeks)))}</table>`;
