/**
 * The digest as HTML, for a mail (tables, inline style: Outlook draws with Word) and as a page of its own. No scripts, nothing that is
 * fetched, readable in the dark: colours of text are left to the reader's program, and the few others are restated for it.
 */
import { svgChart, tableChart } from './chart.ts';
import type { Action, Item } from './item.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import type { DigestModel, Group } from './model.ts';
import { moreOf } from './more.ts';

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif";
const LINE = '1px solid #8888';

const STYLE = `:root{color-scheme:light dark}a{color:#0b57d0}.m{color:#595959}.w{border-left-color:#b35900!important}
@media (prefers-color-scheme:dark){html{background:#121212;color:#fff}a{color:#8ab4f8!important}.m{color:#bdbdbd!important}.w{border-left-color:#ffb300!important}}`;

const PAGE_STYLE = `body{margin:0 auto;max-width:760px;padding:24px 16px}
code{font-size:.95em}`;

const name = (verb: string): string => verb.charAt(0).toUpperCase() + verb.slice(1);

const BUTTON =
  'display:inline-block;padding:10px;font-size:14px;line-height:22px;border:1px solid;border-radius:6px;margin:0 6px 6px 0;text-decoration:none';

/** The name stands alone, for those who hear a page link by link; a finger's width high. */
const button = ({ verb, href }: Action, id: string): Markup =>
  html`<a href="${href ?? ''}" style="${BUTTON}">${name(verb)} ${id}</a>`;

const answer = ({ answer: href, id }: Item): Markup =>
  href === null ? NOTHING : html`<a href="${href}" style="${BUTTON}">Answer ${id}</a>`;

const actions = (item: Item): Markup => {
  const links = item.actions.filter(({ href }) => href !== null);
  const commands = item.actions.filter(({ href }) => href === null);
  return html`${links.length === 0 ? NOTHING : html`<p style="margin:12px 0 0">${answer(item)}${links.map((action) => button(action, item.id))}</p>`}${commands.length === 0 ? NOTHING : html`<p style="margin:8px 0 0;line-height:1.7">${commands.map(({ command }) => html`<code style="white-space:nowrap;border:${LINE};border-radius:4px;padding:2px 6px;margin:0 6px 0 0">${command}</code> `)}</p>`}`;
};

const TH = 'text-align:left;vertical-align:top;font-weight:400;padding:1px 12px 1px 0;width:38%';
const TD = 'vertical-align:top;padding:1px 0;word-break:break-word';

const fields = ({ fields: rows, id }: Item): Markup =>
  rows.length === 0
    ? NOTHING
    : html`<table aria-label="${id}" cellspacing="0" cellpadding="0" width="100%" style="margin:8px 0 0;font-size:15px">${rows.map(({ label, value, href }) => html`<tr><th scope="row" class="m" style="${TH}">${label}</th><td style="${TD}">${href === null ? html`${value}` : html`<a href="${href}" rel="noreferrer">${value}</a>`}</td></tr>`)}</table>`;

const notes = (item: Item): Markup =>
  item.unusual.length === 0
    ? NOTHING
    : html`<ul class="w" style="margin:8px 0 0;padding:0 0 0 28px;border-left:4px solid">${item.unusual.map((line) => html`<li>${line}</li>`)}</ul>`;

const words = (item: Item): Markup =>
  item.words.length === 0
    ? NOTHING
    : html`<blockquote style="margin:8px 0 0;padding:0 0 0 12px;border-left:${LINE};font-style:italic">${item.words.map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`))}</blockquote>`;

const itemHtml = (item: Item): Markup =>
  html`<tr><td style="padding:14px 0;border-top:${LINE};word-break:break-word">
<h3 style="margin:0;font-size:17px;line-height:1.35">${item.id === '' ? NOTHING : html`<span class="m" style="font-weight:400">${item.id}</span> `}${item.title}${item.fresh ? html` <span style="font-size:12px;border:1px solid;border-radius:4px;padding:0 5px;vertical-align:2px">new</span>` : NOTHING}</h3>
<div class="m" style="font-size:14px">${[item.who, item.age].filter((part) => part !== '').join(' · ')}</div>
${item.why === '' ? NOTHING : html`<div style="margin:4px 0 0">${item.why}</div>`}${notes(item)}${fields(item)}${words(item)}${actions(item)}
</td></tr>
`;

const groupHtml = (group: Group): Markup =>
  html`<h2 style="font-size:20px;margin:28px 0 8px">${group.title} (${group.total})</h2>
<table role="presentation" cellspacing="0" cellpadding="0" width="100%">
${group.items.map(itemHtml)}</table>
${moreOf(group).map((line) => html`<p class="m" style="margin:0 0 8px">${line}</p>`)}`;

const ignored = ({ ignored: rows }: DigestModel): Markup =>
  rows.length === 0
    ? NOTHING
    : html`<h2 style="font-size:20px;margin:28px 0 8px">Ignored since the last digest</h2>
<ul style="margin:0;padding-left:24px">${rows.map(({ why, count }) => html`<li>${count.toLocaleString('en')}: ${why}</li>`)}</ul>`;

const sum = ({ sum: { adds, line } }: DigestModel): Markup =>
  adds
    ? html`<p style="margin:0">${line}</p>`
    : html`<p style="margin:0;padding:10px 14px;border:3px solid #d32f2f;font-weight:700">${line}</p>`;

const howTo = ({ token, quiet }: DigestModel): Markup =>
  token === null || quiet
    ? NOTHING
    : html`<p style="margin:12px 0 0">To act, use the links, or reply to this mail with one line for each, such as <code>accept DS-0042</code> or <code>decline DS-0042: the reason</code>. The same words work on the command line.</p>`;

const content = (
  model: DigestModel,
  chart: Markup,
): Markup => html`<h1 style="font-size:24px;line-height:1.3;margin:0">${model.headline}</h1>
<p class="m" style="margin:4px 0 0;font-size:14px">Made ${model.madeAt}</p>
${model.sum.adds ? NOTHING : html`<div style="margin:16px 0 0">${sum(model)}</div>`}${howTo(model)}
${model.groups.map(groupHtml)}${model.quiet ? NOTHING : ignored(model)}
${model.sum.adds ? html`<h2 style="font-size:20px;margin:28px 0 8px">The sum</h2>${sum(model)}` : NOTHING}
${model.quiet || model.weeks.length === 0 ? NOTHING : html`<h2 style="font-size:20px;margin:28px 0 8px">The last weeks</h2>${chart}`}
${model.token === null ? NOTHING : html`<p class="m" style="margin:28px 0 0;font-size:14px">${model.token}</p>`}`;

const documentOf = (title: string, style: string, body: Markup): string =>
  `<!doctype html>\n${
    html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${{ markup: style }}</style>
</head>
${body}
</html>
`.markup
  }`;

const mailOf = (model: DigestModel): string =>
  documentOf(
    model.subject,
    STYLE,
    html`<body style="margin:0;padding:0;${FONT};font-size:16px;line-height:1.5">
<table role="presentation" cellspacing="0" cellpadding="0" width="100%"><tr><td align="center" style="padding:16px">
<table role="presentation" cellspacing="0" cellpadding="0" width="600" style="width:100%;max-width:600px;text-align:left"><tr><td style="${FONT};font-size:16px;line-height:1.5">
<div role="main">
${content(model, tableChart(model.weeks))}
</div>
</td></tr></table>
</td></tr></table>
</body>`,
  );

const shorter = (model: DigestModel, cap: number): DigestModel => ({
  ...model,
  groups: model.groups.map((group) => ({ ...group, items: group.items.slice(0, cap) })),
});

/** Gmail clips a mail at 102 KB, headers and encoding included. */
const MAX_OCTETS = 80_000;
const CAPS = [25, 18, 12, 8, 5, 3, 2, 1];

/** For a mail: groups are cut until it is small enough that nobody's program clips it. */
export const digestMail = (model: DigestModel): string => {
  const fitting = CAPS.map((cap) => shorter(model, cap)).find(
    (short) => Buffer.byteLength(mailOf(short)) <= MAX_OCTETS,
  );
  return mailOf(fitting ?? shorter(model, 1));
};

/** A page for a browser: complete in one file. */
export const digestPage = (model: DigestModel): string =>
  documentOf(
    model.subject,
    STYLE + PAGE_STYLE,
    html`<body style="${FONT};font-size:16px;line-height:1.5">
<main>
${content(model, svgChart(model.weeks))}
</main>
</body>`,
  );
