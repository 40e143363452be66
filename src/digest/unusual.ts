/**
 * What a reviewer should look at twice in an offer. Advice: nothing here decides.
 */
import type { Finding } from '../form/dataset-card.ts';
import { type Form, fieldWithRole } from '../form/form.ts';
import { parsedUrl } from '../form/parsed-url.ts';
import { plain } from '../triage/echo.ts';
import type { Submission } from '../triage/submission.ts';
import type { SubmissionRow } from './rows.ts';
import { listed } from './words.ts';

/** Addresses that say nothing of where somebody works. */
const FREE_MAIL: ReadonlySet<string> = new Set(
  `gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com aol.com
  proton.me protonmail.com pm.me gmx.com gmx.de gmx.net web.de t-online.de mail.com yandex.com yandex.ru mail.ru qq.com 163.com 126.com
  zoho.com fastmail.com hey.com tutanota.com tuta.com orange.fr free.fr laposte.net libero.it naver.com daum.net`.split(
    /\s+/,
  ),
);

/** Places where a link often needs a login or stops working after a while. */
const PASSING: ReadonlySet<string> = new Set(
  `drive.google.com docs.google.com dropbox.com onedrive.live.com 1drv.ms sharepoint.com wetransfer.com we.tl mega.nz box.com
  icloud.com pan.baidu.com disk.yandex.ru mediafire.com file.io`.split(/\s+/),
);

/** RFC 2606, RFC 6761, RFC 6762 and what people call hosts at home: no name server of the world knows them. */
const NOWHERE =
  /(?:^|\.)(?:test|invalid|localhost|local|internal|intranet|lan|home|corp|example)$|(?:^|\.)example\.(?:com|net|org)$/;

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

const within = (hosts: ReadonlySet<string>, host: string): boolean =>
  host.split('.').some((_, index, labels) => hosts.has(labels.slice(index).join('.')));

const isNumeric = (hostname: string): boolean => /^[\d.]+$|^\[/.test(hostname);
const isNowhere = (hostname: string): boolean => NOWHERE.test(hostname) || !hostname.includes('.');

/** What a reviewer may be given as a link, or null: one to a host at home could make the reader's own network do something. */
export const linkTo = (url: string): string | null => {
  const parsed = parsedUrl(url);
  if (parsed === null) return null;
  const { hostname, protocol, href } = parsed;
  return /^https?:$/.test(protocol) && !isNumeric(hostname) && !isNowhere(hostname) ? href : null;
};

const hostNotes = (url: unknown): readonly string[] => {
  const parsed = typeof url === 'string' ? parsedUrl(url) : null;
  if (parsed === null) return [];
  const { hostname, protocol, port } = parsed;
  if (isNumeric(hostname)) return [`the location is a bare address, ${hostname}`];
  if (isNowhere(hostname)) return [`the host ${hostname} doesn't look reachable`];
  return [
    ...(within(PASSING, hostname) ? [`a link to ${hostname} may need a login or stop working`] : []),
    ...(protocol === 'http:' ? ['the location is http, not https'] : []),
    ...(port === '' ? [] : [`the location names port ${port}`]),
  ];
};

const senderNotes = (submission: Submission, contact: unknown): readonly string[] => {
  const unconfirmed = submission.parties.filter((party) => !party.confirmed).map((party) => party.address);
  const differs = typeof contact === 'string' && contact.toLowerCase() !== submission.contributor;
  return [
    ...(unconfirmed.length > 0
      ? [`${listed(unconfirmed)} was named as contact and hasn't written yet`]
      : differs
        ? [`the contact ${contact} isn't the sender ${submission.contributor}`]
        : []),
    ...(within(FREE_MAIL, domainOf(submission.contributor)) ? ['sent from a free-mail address'] : []),
  ];
};

const consentNotes = ({ consent }: Submission): readonly string[] => {
  if (consent === null) return [];
  const { dmarc } = consent.authentication;
  return [
    ...(dmarc === 'fail' ? ['AUTHENTICATION FAILED: the sender may be forged'] : []),
    ...(dmarc === 'none' || dmarc === 'unknown' ? ['the sender is not authenticated'] : []),
    ...(consent.strength === 'weak' ? [`weak consent: “${consent.words}”`] : []),
  ];
};

/** What was seen at the location and in the card, unless the contributor has named another since. */
export const findingsOf = (
  { checked, fields }: Submission,
  form: Form,
  ...levels: readonly Finding['level'][]
): readonly string[] => {
  const urls = form.fields.filter((field) => field.answer === 'url');
  if (checked === null || urls.some(({ key }) => (fields[key]?.at ?? 0) > checked.at)) return [];
  return levels.flatMap((level) => checked.findings.filter((one) => one.level === level).map(({ text }) => text));
};

const changes = (row: SubmissionRow, form: Form, since: number | null): readonly string[] => {
  const changed = row.events.flatMap(({ at, event }) =>
    since !== null && at > since && event.type === 'answered' && event.before !== null ? [event.field] : [],
  );
  const nouns = form.fields.filter((field) => changed.includes(field.key)).map((field) => field.noun);
  return nouns.length === 0 ? [] : [`changed since the last digest: ${listed(nouns)}`];
};

/** Answers that came by weaker evidence than those that stand. */
const doubts = ({ problems }: Submission, form: Form): readonly string[] =>
  problems
    .filter(({ stands }) => stands)
    .map(({ field, found }) => {
      const noun = form.fields.find(({ key }) => key === field)?.noun ?? field;
      return `another answer came for ${noun}, “${found ?? ''}”, without proof whose it is; its contributor is asked`;
    });

/** One line each, gravest first. `since`: when the last digest was made. */
export const unusual = (
  row: SubmissionRow,
  form: Form,
  since: number | null,
  statusOf: (reference: string) => string | null,
): readonly string[] => {
  const location = fieldWithRole(form, 'location');
  const contact = fieldWithRole(form, 'contact');
  const twins = row.twins.map((twin) => [twin, statusOf(twin)].filter((part) => part !== null).join(', '));
  const lines = [
    ...(twins.length > 0 ? [`the same ${form.thing} was offered before: ${twins.join('; ')}`] : []),
    ...consentNotes(row),
    ...senderNotes(row, contact && row.fields[contact.key]?.value),
    ...findingsOf(row, form, 'wrong', 'look'),
    ...hostNotes(location && row.fields[location.key]?.value),
    ...changes(row, form, since),
    ...doubts(row, form),
    ...row.attached.map((mail) => `mail from ${mail.from} (${mail.cause}): ${mail.why}`),
    ...row.bounced.map((bounce) => `mail to ${bounce.address} bounced: ${bounce.diagnostic}`),
  ];
  return lines.map((line) => plain(line, 400));
};
