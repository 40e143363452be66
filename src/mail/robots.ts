/**
 * Senders that are no people, by the names in which programs write (RFC 2142; RFC 3834 2; what mail systems use).
 */
import { decodeWords } from './encoded-word.ts';
import { valuesOf } from './header.ts';
import type { Header } from './message.ts';

const MAX_FIELD = 2000;

const words = (text: string): readonly string[] => text.trim().split(/\s*[|\n]\s*/);

/** Everything in a field that looks like an address, in lower case: for judging who wrote, never for answering. */
export const addressLike = (value: string): readonly string[] =>
  value
    .slice(0, MAX_FIELD)
    .toLowerCase()
    .split(/[\s<>()[\],;:"]+/)
    .filter((word) => word.includes('@') && !word.startsWith('@'));

/** Local parts of all addresses in the fields called `name`; a name without a host, as in `From: MAILER-DAEMON`, stands for itself. */
const localParts = (headers: readonly Header[], name: string): readonly string[] =>
  valuesOf(headers, name).flatMap((value) => {
    const found = addressLike(value).map((address) => address.slice(0, address.lastIndexOf('@')));
    return found.length > 0 ? found : [value.slice(0, 100).replace(/[<>"]/g, '').trim().toLowerCase()];
  });

const DAEMONS = new Set(
  words(`
  mailer-daemon | mailer_daemon | mailerdaemon | mail-daemon | maildaemon | mailer-deamon | mdaemon | postmaster
  post_master | post-master | mail-administrator | mailadmin | mail-admin | microsoftexchange | mailsystem
  mail-system | maildelivery | bounce-notification | bouncehandler
`),
);

const DAEMON_NAMES = words(`
  mail delivery s | mail deliver system | mail administrator | internet mail delivery | mailer-daemon
  mailer daemon | microsoft exchange | microsoft outlook | mail system | interscan mss | system administrator
  systemadministrator | administrateur système | administrador del sistema | administrador do sistema
  amministratore di sistema | systemadministratör | systeembeheerder | mail router | message delivery | postmaster
  mail gateway | delivery subsystem
`);

/** The mail system that wrote, as From or Sender names it, or null. */
export const daemonSender = (headers: readonly Header[]): string | null => {
  const locals = [...localParts(headers, 'from'), ...localParts(headers, 'sender')];
  const local = locals.find(
    (name) => DAEMONS.has(name) || name.startsWith('microsoftexchange') || name.startsWith('mailer-daemon'),
  );
  if (local !== undefined) return local;
  const names = valuesOf(headers, 'from').map((value) =>
    decodeWords(value.slice(0, MAX_FIELD))
      .replace(/^["'\s]+/, '')
      .toLowerCase(),
  );
  return DAEMON_NAMES.find((name) => names.some((given) => given.startsWith(name))) ?? null;
};

/** A reverse-path that takes no answer: `<>` (RFC 5321 4.5.5), or a mail system's own address; null where there is none such. */
export const deadReturnPath = (headers: readonly Header[]): string | null => {
  const paths = valuesOf(headers, 'return-path').map((value) => value.trim().toLowerCase());
  const dead = paths.find((path) => path === '' || path === '<>' || path === '< >');
  if (dead !== undefined) return '<>';
  return localParts(headers, 'return-path').find((local) => DAEMONS.has(local)) ?? null;
};

const NO_REPLY = words(`
  noreply | noreplies | donotreply | dontreply | notreply | noresponse | noanswer | nepasrepondre | nichtantworten
  keineantwort | noresponder | noresponda | naoresponda | naoresponder | nonrispondere | nietbeantwoorden
  nietantwoorden | nieodpowiadaj | eivastata | inteaterpost | svarikke | ikkesvar | autoreply | autoresponder
  autoresponse | autorespond | unattended | unmonitored | automailer
`);

const ROBOTS = new Set(
  words(`
  root | daemon | nobody | cron | www-data | apache | httpd | wwwrun | anonymous | listserv | majordomo | mailman
  sympa | ecartis | ezmlm | robot | bot | notifications | notification | notify | notifier | automated | automatic
  autobot | calendar-notification | drive-shares-noreply | newsletter | newsletters | mailing | mailings | emailing
  bugzilla | bugzilla-daemon | jira | gitlab | jenkins | logwatch | nagios | zabbix | mailbot | webmaster-noreply
  dmarcreport | dmarc-reports
`),
);

// RFC 3834 2: addresses of list software, by their shape.
const LIST_LOCAL =
  /^(?:owner-.+|.+-owner|.+-request|.+-bounces?|.+-bounces\+.+|bounces?[-+=].+|bounces?|majordom.+|listserv.*)$/;

const isRobot = (local: string): boolean => {
  const letters = local.replace(/[^a-z]/g, '');
  return ROBOTS.has(local) || LIST_LOCAL.test(local) || NO_REPLY.some((name) => letters.includes(name));
};

/** The local part of From that belongs to a program or to nobody who reads answers, or null. */
export const robotSender = (headers: readonly Header[]): string | null =>
  localParts(headers, 'from').find((local) => isRobot(local.slice(0, 200))) ?? null;

/** The local part of the reverse-path by which list software collects bounces, or null. People's mail has it where a list passed it on. */
export const listReturnPath = (headers: readonly Header[]): string | null =>
  localParts(headers, 'return-path').find((local) => LIST_LOCAL.test(local.slice(0, 200))) ?? null;

const SALES = new Set(
  words(`
  news | marketing | updates | update | digest | alerts | alert | mailer | announce | announcements | promo
  promotions | offers | deals | campaign | campaigns | community | events | webinar | webinars
  accounts | billing | invoices | orders | receipts | statements | security | support | helpdesk | service
  customerservice | customer.service | customercare | feedback | system | admin | portal | forms
`),
);

/** A local part under which companies write to many; people do too, so it is a weak sign. */
export const salesSender = (headers: readonly Header[]): string | null =>
  localParts(headers, 'from').find((local) => SALES.has(local)) ?? null;
