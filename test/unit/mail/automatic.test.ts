import { describe, expect, test } from 'vitest';
import { signsOf } from '../../../src/mail/automatic.ts';
import { RULES } from '../../../src/mail/machine-rules.ts';
import { RULE_NAMES } from '../../../src/mail/sign.ts';
import { messageOf } from '../../support/mails.ts';

const policy = { ownAddresses: ['data@thealliance.ai'], ownLists: ['data.thealliance.ai'] };

/** Rule, lines of the header, the text (also what the person is taken to have written), and where the case comes from. */
type Row = readonly [rule: string, lines: readonly string[], why: string, text?: string];

const report = (type: string): string => `Content-Type: multipart/report; report-type=${type}; boundary=b`;
const status = (action: string): string =>
  `--b\n\nwords\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; a@example.net\nAction: ${action}\n\n--b--\n`;
const CALENDAR = 'Content-Type: text/calendar; method=REPLY';
const OWN_LIST = 'List-Id: <data.thealliance.ai>';

const HITS: readonly Row[] = [
  ['own-loop', ['X-Mailroom-Loop: Data@thealliance.ai'], 'what we send carries it'],
  ['own-address', ['From: Data <Data@TheAlliance.ai>'], 'Simple Login: alias as mailbox loop'],
  ['own-address', ['From: data+b.77@thealliance.ai'], 'VERP with PLUS_ADDRESSING'],
  ['delivery-report', [report('delivery-status')], 'RFC 3464', status('failed')],
  ['feedback-report', [report('feedback-report')], 'RFC 5965', '--b\n\nx\n--b--\n'],
  ['delivery-status', [report('delivery-status')], 'a report without its machine-readable part', '--b\n\nx\n--b--\n'],
  ['delivery-notice', [report('delivery-status')], 'a delay', status('delayed')],
  ['delivery-notice', [report('delivery-status')], 'success', status('relayed')],
  ['read-receipt', [report('disposition-notification')], 'RFC 8098', '--b\n\nx\n--b--\n'],
  ['read-receipt', ['Subject: Lu : Your dataset'], 'Outlook before RFC 8098', 'Votre message\n a été lu le lundi.\n'],
  ['other-report', [report('tlsrpt')], 'RFC 8460', '--b\n\nx\n--b--\n'],
  ['spam-filter', ['X-Spam-Flag: YES'], 'SpamAssassin'],
  ['spam-filter', ['X-Spam-Status: Yes, score=9.1'], 'SpamAssassin'],
  ['trick', ['Subject: Password'], 'phishing', 'Your password will expire today. Click here to keep same password.'],
  ['challenge', ['Subject: Your email requires verification verify#1x'], 'BoxTrapper'],
  ['challenge', [], 'in the text', 'I apologize for this automatic reply to your email. To control spam, I now allow'],
  ['auto-replied', ['Auto-Submitted: auto-replied'], 'RFC 3834 5'],
  ['auto-replied', ['Auto-Submitted: AUTO-Replied; owner-email="a@b"'], 'Zammad: parameter behind'],
  ['auto-replied', ['Auto-Submitted: (vacation) auto-replied (x)'], 'comments'],
  ['auto-replied', ['Auto-Submitted: no', 'Auto-Submitted: auto-replied'], 'second occurrence'],
  ['auto-replied', ['Auto-Submitted: auto-notified; owner-email=a@b'], 'RFC 5436'],
  ['away-subject', ['Subject: Automatic reply: your dataset'], 'Exchange'],
  ['calendar-reply', ['Subject: Accepted: a talk @ Thu 10 Sep', CALENDAR], 'RFC 5546', 'BEGIN:VCALENDAR\n'],
  ['away-subject', ['Subject: [EXTERNAL] Out of Office: back on Monday'], 'behind a gateway'],
  ['away-subject', ['Subject: Abwesenheitsnotiz'], 'German'],
  ['away-subject', ['Subject: Respuesta =?utf-8?q?autom=C3=A1tica?=: x'], 'Spanish, encoded'],
  ['x-autoreply', ['X-Autoreply: yes'], 'Gmail'],
  ['x-autoreply', ['X-Mail-Autoreply: true'], 'osTicket'],
  ['x-autoreply', ['X-AutoReply-From: a@example.net'], 'osTicket'],
  ['x-apple-action', ['X-Apple-Action: VACATION'], 'iCloud'],
  ['autoresponder', ['Delivered-To: Autoresponder'], 'vacation programs'],
  ['autoresponder', ['X-POST-MessageClass: 9; Autoresponder'], 'osTicket'],
  ['precedence-auto-reply', ['Precedence: auto_reply'], 'osTicket'],
  ['inbox-rules-loop', ['X-MS-Exchange-Inbox-Rules-Loop: a@example.net'], 'Zammad'],
  ['away-text', ['Subject: Re: x'], 'no header at all', 'Hello,\nI am out of the office until Monday.\n'],
  ['away-text', ['Subject: Re: x'], 'German', 'Sehr geehrte Damen und Herren, ich bin derzeit nicht im Büro.'],
  ['list', ['List-Id: <x.example.net>'], 'RFC 2919'],
  ['list', ['List-Unsubscribe: <mailto:out@example.net>'], 'RFC 2369'],
  ['list', ['Mailing-List: list x@yahoogroups.example'], 'Yahoo Groups, ezmlm'],
  ['list', [OWN_LIST, 'List-Id: <x.example.net>'], 'another list behind our own'],
  ['list', [OWN_LIST, 'List-Unsubscribe: <a>', 'List-Unsubscribe: <b>'], 'a newsletter behind our own list'],
  ['precedence', ['Precedence: Bulk'], 'FreeScout compares case'],
  ['precedence', ['Precedence: normal', 'Precedence: list'], 'RT: second occurrence'],
  ['precedence', [OWN_LIST, 'Precedence: junk'], 'our own list says list, not junk'],
  ['campaign', ['X-Campaign: autumn'], 'mass mailers'],
  ['machine-generated', ['X-FC-MachineGenerated: true'], 'RT'],
  ['machine-generated', ['X-GitHub-Reason: mention'], 'GitHub'],
  ['loop', ['X-Loop: x@example.net'], 'debbugs'],
  ['loop', ['X-Mailroom-Loop: data@example.net'], "somebody else's mailroom"],
  [
    'dmarc-report',
    ['Subject: Report Domain: thealliance.ai Submitter: example.net Report-ID: <1>'],
    'RFC 7489 7.2.1.1',
  ],
  ['robot-sender', ['From: no-reply@example.net'], 'RFC 3834 2'],
  ['robot-sender', ['From: "Ann" <do_not_reply.team@example.net>'], 'spelling'],
  ['robot-sender', ['From: ne-pas-repondre@example.fr'], 'French'],
  ['robot-sender', ['From: notifications@example.net'], 'catalogs'],
  ['robot-sender', ['From: owner-x@example.net'], 'RFC 3834 2'],
  ['robot-sender', ['From: x-request@example.net'], 'RFC 3834 2'],
  ['robot-sender', ['From: root@example.net'], 'cron'],
  ['list-return-path', ['Return-Path: <x-bounces@lists.example.net>'], 'Mailman'],
  ['sales-sender', ['From: marketing@example.net'], 'weak'],
  ['feedback-id', ['Feedback-ID: 1:2:3'], 'weak'],
  ['mass-mailer', ['X-SG-EID: abc'], 'weak'],
  ['unsubscribe-text', [], 'weak', 'To unsubscribe click below'],
  ['unsubscribe-text', [], 'Japanese, weak', '配信停止はこちら'],
  ['mailing-text', [], 'weak', 'You are receiving this because you signed up.'],
  ['thanks-text', [], 'weak', 'Hello, thank you for contacting Example Ltd.'],
  ['other-report', ['Content-Type: multipart/report; boundary=b'], 'without a type', '--b\n\nx\n--b--\n'],
  ['automatic-text', [], 'no header at all', 'Done. This is an automated message.'],
  ['automatic-text', ['Subject: Re: x'], 'an acknowledgment without any header', 'This is an automatic reply.'],
  ['automatic-text', [], 'Japanese', '※このメールは自動配信です'],
  ['auto-submitted', ['Auto-Submitted: auto-generated'], 'RFC 3834 5'],
  ['auto-submitted', ['Auto-Submitted: Auto-Generated'], 'Roundup'],
  ['auto-submitted', ['Auto-Submitted: x-new-keyword'], 'RFC 3834 5: anything but no'],
  ['auto-submitted', ['Auto-Submitted:'], 'present without a keyword'],
  ['auto-submitted', ['Auto-Submitted: no (swallows auto-replied'], 'an unclosed comment'],
  ['away-subject', ['Subject: Ann Lee is out of the office (returning on Monday)'], 'Lotus Notes'],
  ['x-auto-response-suppress', ['X-Auto-Response-Suppress: All'], 'MS-OXCMAIL'],
  ['x-auto-response-suppress', ['X-Auto-Response-Suppress: DR, OOF, AutoReply'], 'MS-OXCMAIL'],
  ['null-return-path', ['Return-Path: <>'], 'RFC 5321 4.5.5'],
  ['null-return-path', ['Return-Path: <a@example.net>', 'Return-Path: < >'], 'second occurrence'],
  ['null-return-path', ['Return-Path: <MAILER-DAEMON>'], 'local'],
  ['daemon-sender', ['From: Postmaster <postmaster@example.net>'], 'RFC 2142'],
  ['daemon-sender', ['From: Mail Delivery Subsystem <x@example.net>'], 'by its name'],
  ['daemon-sender', ['From: MAILER-DAEMON'], 'without a host'],
];

const MISSES: readonly Row[] = [
  ['own-loop', ['X-Mailroom-Loop: data@example.net'], "somebody else's mailroom"],
  ['own-address', ['From: data@thealliance.ai.example.net'], 'only begins like ours'],
  ['own-address', ['From: (data@thealliance.ai) x@example.net'], 'in a comment'],
  ['own-address', [OWN_LIST, 'From: Ann via Data <data@thealliance.ai>', 'Reply-To: ann@example.org'], 'our own group'],
  [
    'delivery-report',
    ['Subject: Fwd: Undelivered Mail Returned to Sender'],
    'a person passes it on',
    'This is the mail system at host x. Your message could not be delivered.',
  ],
  ['delivery-report', ['Subject: Re: failure notice'], 'a person answers', 'Hi. This is the qmail-send program'],
  ['delivery-report', ['Subject: Delivery failed?'], 'a person asks', 'Was my delivery complete? My disk came back.'],
  [
    'delivery-report',
    ['Subject: Automatic reply: x', 'Return-Path: <>'],
    'an absence',
    'Thank you for your message to me. I am away.',
  ],
  [
    'read-receipt',
    ['Subject: Read: the paper on harbour noise'],
    'a person',
    'I read it with interest. Shall we talk?',
  ],
  ['other-report', [report('delivery-status')], 'has its own rule', '--b\n\nx\n--b--\n'],
  ['spam-filter', ['X-Spam-Flag: NO', 'X-Spam-Flag: YES'], 'only the topmost counts'],
  ['spam-filter', ['X-Spam-Status: No, score=4.9 tests=YES_X'], 'No'],
  ['spam-filter', ['X-Spam-Level: *****', 'X-Spam-Score: 9'], 'levels and scores say neither'],
  ['trick', [], 'a claim without an urge', 'We collect mails of the kind "your password will expire" for research.'],
  [
    'trick',
    ['Subject: Fwd: Password'],
    'a person passes it on',
    'Is this yours? Your password will expire today. Click here to keep same password.',
  ],
  ['mailing-text', ['Subject: Re: news'], 'a person answers one', 'No. > You are receiving this because'],
  ['unsubscribe-text', ['Subject: Fwd: news'], 'a person passes it on', 'Unsubscribe'],
  ['automatic-text', ['Subject: Fwd: x'], 'a person passes it on', 'This is an automated message.'],
  ['challenge', ['Subject: Please confirm the licence'], 'a person'],
  ['auto-replied', ['Auto-Submitted: no'], 'RFC 3834 5'],
  ['auto-replied', ['X-Note: auto-replied'], 'another field'],
  ['away-subject', ['Subject: Re: Automatic reply: x'], 'a person answers'],
  ['calendar-reply', ['Subject: Accepted: a talk'], 'no calendar is in it'],
  ['calendar-reply', ['Subject: A calendar', CALENDAR], 'a person sends one', 'BEGIN:VCALENDAR\n'],
  ['away-subject', ['Subject: Automatic replying machines, a dataset'], 'not a whole word'],
  ['away-subject', ['Subject: Autosave of drafts'], 'only begins alike'],
  ['x-autoreply', ['X-Autoreply: no'], 'says no'],
  ['x-autoreply', ['X-Autorespond: dont'], 'says that it should not be answered so'],
  ['away-subject', ['Subject: Re: Ann is out of the office'], 'a person answers'],
  ['x-apple-action', ['X-Apple-Action: none'], 'no vacation'],
  ['autoresponder', ['Delivered-To: data@thealliance.ai'], 'a person'],
  ['precedence-auto-reply', ['Precedence: first-class'], 'a person'],
  [
    'away-text',
    [],
    'a letter that mentions it later',
    `${'We have recorded the harbour for years. '.repeat(20)}I am out of the office.`,
  ],
  ['list', [OWN_LIST, 'List-Post: <mailto:data@thealliance.ai>', 'List-Unsubscribe: <a>'], 'our own list'],
  ['precedence', [OWN_LIST, 'Precedence: list'], 'our own list'],
  ['precedence', ['Precedence: normal'], 'a person'],
  ['machine-generated', ['X-FC-MachineGenerated: no'], 'says no'],
  ['dmarc-report', ['Subject: Report domain names dataset'], 'a person'],
  ['robot-sender', ['From: Noreen Reply <noreen.reply@example.net>'], 'a name alike'],
  ['robot-sender', ['From: robotics@example.net'], 'an institute'],
  ['robot-sender', ['From: bounty@example.net'], 'only begins alike'],
  ['robot-sender', ['Reply-To: no-reply@example.net'], 'only From counts'],
  ['list-return-path', ['Return-Path: <SRS0=x=y=example.org=ann@relay.example.net>'], 'SRS'],
  ['list-return-path', ['Return-Path: <prvs=12ab=ann@example.org>'], 'BATV'],
  ['list-return-path', [OWN_LIST, 'Return-Path: <data-bounces@thealliance.ai>'], 'our own list'],
  ['sales-sender', ['From: newsome@example.net'], 'a name alike'],
  ['mailing-text', [OWN_LIST], 'the footer of our own group', 'You are receiving this because you are subscribed.'],
  [
    'thanks-text',
    [],
    'later in a letter',
    `${'We have recorded the harbour for years. '.repeat(15)}Thank you for contacting us.`,
  ],
  [
    'automatic-text',
    ['Subject: Re: x'],
    'a person answers a machine',
    `${'We have recorded the harbour for years. '.repeat(12)}You wrote: this is an automated message.`,
  ],
  ['auto-submitted', ['Auto-Submitted: no'], 'RFC 3834 5'],
  ['auto-submitted', ['Auto-submitted:   No  '], 'Roundup testItsHumanSubmitted'],
  ['auto-submitted', ['Auto-Submitted: NO (a person; really); x=auto-replied'], 'comment and parameter'],
  ['x-auto-response-suppress', ['X-Auto-Response-Suppress: DR, RN, NRN'], 'receipts only'],
  ['null-return-path', ['Return-Path: <ann@example.org>'], 'a person'],
  ['daemon-sender', ['From: "Ann Postma" <postma@example.net>'], 'a name alike'],
];

const signOf = async ([rule, lines, , text = 'Hello, may I ask something?']: Row) => {
  const { signs } = signsOf(await messageOf(lines, text), policy, text);
  return signs.find((sign) => sign.rule === rule);
};

test('each rule has its source, and no source is left over', () =>
  expect(RULES.map(({ rule }) => rule)).toEqual(RULE_NAMES));

describe('each rule hits', () => {
  test.each(HITS.map((row) => ({ row, name: row.slice(0, 3).join(', ') })))('$name', async ({ row }) => {
    expect((await signOf(row))?.hit).toBe(true);
  });
  test('and every rule is in the table', () => {
    expect([...new Set(HITS.map(([rule]) => rule))].sort()).toEqual(RULES.map(({ rule }) => rule).sort());
  });
});

describe('and leaves alone', () => {
  test.each(MISSES.map((row) => ({ row, name: row.slice(0, 3).join(', ') })))('$name', async ({ row }) => {
    expect((await signOf(row))?.hit).toBe(false);
  });
});

describe('what wrote it', () => {
  const natureOf = async (lines: readonly string[], text = 'Hello.') =>
    signsOf(await messageOf(lines, text), policy, text).nature;
  test.each<[string, readonly string[], string, string?]>([
    ['nothing hit', [], 'person'],
    ['one weak sign', ['Feedback-ID: 1:2:3'], 'person'],
    ['two marks of a program that sends', ['Feedback-ID: 1:AmazonSES', 'X-SES-Outgoing: x'], 'bulk'],
    ['two weak signs', ['Feedback-ID: 1:2:3', 'From: marketing@example.net'], 'bulk'],
    ['an acknowledgment without any header', ['From: support@example.net'], 'bulk', 'Thank you for contacting us.'],
    ['an absence with Precedence: bulk, as vacation(1) writes', ['Subject: Auto: x', 'Precedence: bulk'], 'auto-reply'],
    [
      'a notification that says auto-generated',
      ['From: noreply@example.net', 'Auto-Submitted: auto-generated'],
      'bulk',
    ],
    ['our own mail, marked as such', ['X-Mailroom-Loop: data@thealliance.ai', 'Auto-Submitted: auto-replied'], 'own'],
    ['a newsletter that a filter found', ['X-Spam-Flag: YES', 'List-Id: <x.example.net>'], 'spam'],
    [
      'a bounce that a filter found',
      ['From: MAILER-DAEMON@example.net', 'Subject: failure notice', 'X-Spam-Flag: YES'],
      'bounce',
    ],
  ])('%s', async (_, lines, nature, text) => {
    expect(await natureOf(lines, text)).toBe(nature);
  });
  test('words of a form prove nothing', async () => {
    const message = await messageOf(['Subject: I want to contribute a dataset'], 'I am out of the office next week.');
    expect(signsOf(message, policy, '').nature).toBe('person');
  });
  test("misses are kept with the rule's source", async () => {
    const { signs } = signsOf(await messageOf([]), policy, '');
    expect(signs).toHaveLength(RULES.length);
    expect(signs.find(({ rule }) => rule === 'list')).toEqual({
      rule: 'list',
      hit: false,
      evidence: 'no sign (RFC 2369, RFC 2919, RFC 8058)',
    });
  });
});
