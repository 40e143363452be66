import { describe, expect, test } from 'vitest';
import { type DeliveryReport, findReport } from '../../../src/mail/delivery-status.ts';
import { messageOf } from '../../support/mails.ts';

const DAEMON = ['From: MAILER-DAEMON@mx.example.net', 'Return-Path: <>'];
const REPORT = [...DAEMON, 'Content-Type: multipart/report; report-type=delivery-status; boundary=b'];

const part = (type: string, ...lines: readonly string[]): string =>
  ['--b', `Content-Type: ${type}`, '', ...lines, ''].join('\n');

const status = (...lines: readonly string[]): Promise<DeliveryReport | null> =>
  messageOf(REPORT, `${part('message/delivery-status', ...lines)}--b--\n`).then(findReport);

const prose = (subject: string, ...lines: readonly string[]): Promise<DeliveryReport | null> =>
  messageOf([...DAEMON, `Subject: ${subject}`], lines.join('\n')).then(findReport);

const short = (report: DeliveryReport | null): string =>
  report === null
    ? 'none'
    : `${report.action} ${report.recipients.join(',')} ${report.status} ${report.permanent ? 'for good' : 'for now'}`;

describe('standard reports (RFC 3464)', () => {
  const perMessage = ['Reporting-MTA: dns; mx.example.net', ''];
  test.each<[string, readonly string[], string]>([
    [
      'as documented',
      ['Final-Recipient: rfc822; a@example.net', 'Action: failed', 'Status: 5.1.1'],
      'failed a@example.net 5.1.1 for good',
    ],
    [
      'in upper case',
      ['FINAL-RECIPIENT: RFC822;A@Example.NET', 'ACTION: FAILED', 'STATUS: 5.1.1'],
      'failed a@example.net 5.1.1 for good',
    ],
    [
      'in angle brackets',
      ['Final-Recipient: rfc822; <a@example.net>', 'Action: failed', 'Status: 5.0.0'],
      'failed a@example.net 5.0.0 for good',
    ],
    [
      'without the address type',
      ['Final-Recipient: a@example.net', 'Action: failed', 'Status: 5.0.0'],
      'failed a@example.net 5.0.0 for good',
    ],
    [
      'original recipient too',
      [
        'Original-Recipient: rfc822; o@example.org',
        'Final-Recipient: rfc822; a@example.net',
        'Action: failed',
        'Status: 5.0.0',
      ],
      'failed o@example.org,a@example.net 5.0.0 for good',
    ],
    [
      'comment behind the status',
      ['Final-Recipient: rfc822; a@example.net', 'Action: failed (x)', 'Status: 5.7.1 (rejected)'],
      'failed a@example.net 5.7.1 for good',
    ],
    [
      'given up after days: temporary',
      ['Final-Recipient: rfc822; a@example.net', 'Action: failed', 'Status: 4.4.7'],
      'failed a@example.net 4.4.7 for now',
    ],
    [
      'a delay',
      ['Final-Recipient: rfc822; a@example.net', 'Action: delayed', 'Status: 4.4.1'],
      'delayed a@example.net 4.4.1 for now',
    ],
    [
      'no action: the status says',
      ['Final-Recipient: rfc822; a@example.net', 'Status: 4.0.0'],
      'delayed a@example.net 4.0.0 for now',
    ],
    ['no action, no status', ['Final-Recipient: rfc822; a@example.net'], 'failed a@example.net null for good'],
    [
      'folded field',
      ['Final-Recipient: rfc822;', '  a@example.net', 'Action:', ' failed', 'Status: 5.1.1'],
      'failed a@example.net 5.1.1 for good',
    ],
    [
      'worst of two',
      [
        'Final-Recipient: rfc822; b@example.net',
        'Action: delivered',
        'Status: 2.0.0',
        '',
        'Final-Recipient: rfc822; a@example.net',
        'Action: failed',
        'Status: 5.2.2',
      ],
      'failed a@example.net 5.2.2 for good',
    ],
    [
      'several that fail',
      [
        'Final-Recipient: rfc822; a@example.net',
        'Action: failed',
        'Status: 5.1.1',
        '',
        'Final-Recipient: rfc822; b@example.net',
        'Action: failed',
        'Status: 5.1.1',
      ],
      'failed a@example.net,b@example.net 5.1.1 for good',
    ],
    [
      'success',
      ['Final-Recipient: rfc822; a@example.net', 'Action: relayed', 'Status: 2.0.0'],
      'relayed a@example.net 2.0.0 for now',
    ],
  ])('%s', async (_, lines, expected) => {
    expect(short(await status(...perMessage, ...lines))).toBe(expected);
  });

  test('envelope id, diagnostic, and our Message-IDs', async () => {
    const body = [
      part('text/plain', 'words'),
      part(
        'message/delivery-status',
        'Original-Envelope-Id: mr1-abc',
        '',
        'Final-Recipient: rfc822; a@example.net',
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1',
        '  no such user',
      ),
      part('message/rfc822', 'From: data@thealliance.ai', 'Message-ID: <one@thealliance.ai>', '', 'Hello'),
      '--b--',
    ];
    const message = await messageOf([...REPORT, 'In-Reply-To: <two@thealliance.ai>'], body.join('\n'));
    expect(findReport(message)).toMatchObject({
      envelopeId: 'mr1-abc',
      diagnostic: '550 5.1.1 no such user',
      messageIds: ['<one@thealliance.ai>', '<two@thealliance.ai>'],
    });
  });
});

describe('abuse reports (RFC 5965)', () => {
  const feedback = [...DAEMON, 'Content-Type: multipart/report; report-type=feedback-report; boundary=b'];
  const complaint = (...lines: readonly string[]): Promise<DeliveryReport | null> =>
    messageOf(
      feedback,
      `${part('message/feedback-report', ...lines)}${part('message/rfc822', 'To: c@example.net', '', 'x')}--b--\n`,
    ).then(findReport);
  test('who complained is barred', async () => {
    expect(short(await complaint('Feedback-Type: abuse', 'Original-Rcpt-To: <a@example.net>'))).toBe(
      'failed a@example.net null for good',
    );
  });
  test('without a name, whom we wrote to', async () => {
    expect(short(await complaint('Feedback-Type: abuse'))).toBe('failed c@example.net null for good');
  });
  test('a failed authentication bars nobody (RFC 6591)', async () => {
    expect(short(await complaint('Feedback-Type: auth-failure', 'Original-Rcpt-To: a@example.net'))).toBe(
      'failed a@example.net null for now',
    );
  });
});

describe('prose', () => {
  test.each<[string, string, readonly string[], string]>([
    [
      'qmail',
      'failure notice',
      [
        'Hi. This is the qmail-send program at x.',
        "I'm afraid I wasn't able to deliver your message to the following addresses.",
        '',
        '<a@example.net>:',
        'Sorry, no mailbox here by that name. (#5.1.1)',
      ],
      'failed a@example.net 5.1.1 for good',
    ],
    [
      'qmail, several',
      'failure notice',
      [
        'Hi. This is the qmail-send program at x.',
        '',
        '<a@example.net>:',
        'user unknown',
        '',
        '<b@example.net>:',
        '554 delivery error',
      ],
      'failed a@example.net,b@example.net 5.0.0 for good',
    ],
    [
      'sendmail',
      'Returned mail: User unknown',
      [
        '   ----- The following addresses had permanent fatal errors -----',
        '<a@example.net>',
        '',
        '   ----- Transcript of session follows -----',
        '... while talking to mx.example.net.:',
        '>>> RCPT To:<a@example.net>',
        '<<< 550 5.1.1 unknown',
      ],
      'failed a@example.net 5.1.1 for good',
    ],
    [
      'Exim: generated from',
      'Mail delivery failed: returning message to sender',
      [
        'This message was created automatically by mail delivery software.',
        'The following address(es) failed:',
        '  a@example.net',
        '    (generated from alias@example.org)',
        '    mailbox is full',
      ],
      'failed a@example.net,alias@example.org null for good',
    ],
    [
      'Exim: a delay',
      'Warning: message 1a-2b-3c delayed 24 hours',
      [
        'A message that you sent has not yet been delivered to one or more of its recipients',
        '  a@example.net',
        'No action is required on your part.',
      ],
      'delayed a@example.net null for now',
    ],
    [
      'Exim: the last retry is no delay',
      'Mail delivery failed: returning message to sender',
      ['could not be delivered', '  a@example.net', '    retry timeout exceeded. Still trying was no use.'],
      'failed a@example.net null for good',
    ],
    [
      'Exchange: an address behind SMTP=',
      'Undeliverable: x',
      [
        'did not reach the following recipient(s):',
        'c=DE;a= ;p=X;o=Y;dda:SMTP=a@example.net; on Mon, 16 Nov 2026',
        'Unknown Recipient',
      ],
      'failed a@example.net null for good',
    ],
    [
      'an IP address is no status',
      'Undelivered Mail Returned to Sender',
      ['could not be delivered to a@example.net: host mx[4.1.1.25] said no, version 5.2.2.1'],
      'failed a@example.net null for good',
    ],
    [
      'full mailbox, later perhaps',
      'Delivery Status Notification (Failure)',
      ['could not be delivered to:', 'a@example.net', '452 4.2.2 over quota'],
      'failed a@example.net 4.2.2 for now',
    ],
    [
      'the desk that we may ask is no recipient',
      'Undeliverable mail',
      [
        'Your message could not be delivered to:',
        '<a@example.net>',
        'If you need help write to',
        'postmaster@example.net',
      ],
      'failed a@example.net null for good',
    ],
    [
      'Active!hunter',
      'FAILURE NOTICE :',
      [
        '  ----- The following addresses had permanent fatal errors -----',
        '',
        '>>> a@example.net <a@example.net>',
        '',
        '550 sorry, no mailbox here by that name (#5.1.1 - chkusr)',
      ],
      'failed a@example.net 5.1.1 for good',
    ],
    [
      'DragonFly',
      'Mail delivery failed',
      [
        'This is the DragonFly Mail Agent v0.13 at x.',
        '',
        'There was an error delivering your mail to <a@example.net>.',
        '',
        '550-5.7.26 not accepted',
        '',
        'Message headers follow.',
        '',
        'Message-Id: <x@thealliance.ai>',
      ],
      'failed a@example.net 5.7.26 for good',
    ],
    [
      'WebShield',
      'Returned Mail: Error During Delivery',
      [
        '    ---- Failed Recipients ----',
        '',
        '<a@example.net>',
        'Mail Loop Detected',
        '',
        '    ---- Contents of the undelivered mail ----',
      ],
      'failed a@example.net null for good',
    ],
    ['no recipient named', 'Undeliverable mail', ['Your message could not be delivered.'], 'failed  null for good'],
    [
      'returned headers name the recipient',
      'failure notice',
      [
        'Your message could not be delivered.',
        '--- Original message follows.',
        'To: a@example.net',
        'Message-ID: <x@thealliance.ai>',
      ],
      'failed a@example.net null for good',
    ],
  ])('%s', async (_, subject, lines, expected) => {
    expect(short(await prose(subject, ...lines))).toBe(expected);
  });

  test('X-Failed-Recipients, and the Message-ID in the returned text', async () => {
    const message = await messageOf(
      [...DAEMON, 'Subject: Mail delivery failed', 'X-Failed-Recipients: a@example.net, b@example.net'],
      'x\n------ This is a copy of the message ------\n\nMessage-ID: <x@thealliance.ai>\n',
    );
    expect(findReport(message)).toMatchObject({
      recipients: ['a@example.net', 'b@example.net'],
      messageIds: ['<x@thealliance.ai>'],
    });
  });
});

describe('not a report', () => {
  const person = 'From: Ann <ann@example.org>';
  test.each<[string, readonly string[], string]>([
    [
      'a person who passes one on',
      [person, 'Subject: Fwd: failure notice'],
      'Hi. This is the qmail-send program. could not be delivered',
    ],
    ['a person who writes of one', [person, 'Subject: My mail to you'], 'It could not be delivered, says my provider.'],
    [
      'a person with a subject like one',
      [person, 'Subject: Delivery problem with our disk'],
      'The parcel service is late.',
    ],
    [
      'a daemon that speaks of something else',
      ['From: postmaster@example.org', 'Subject: New mail policy'],
      'From Monday on.',
    ],
    [
      'an absence',
      ['From: Ann <ann@example.org>', 'Return-Path: <>', 'Subject: Automatic reply: x'],
      'I am away. Thank you for your message to us.',
    ],
  ])('%s', async (_, lines, text) => {
    expect(findReport(await messageOf(lines, text))).toBeNull();
  });
});

test('a person who passes on a whole report, its parts included', async () => {
  const body = `${part('text/plain', 'What is this?')}${part('message/delivery-status', 'Final-Recipient: rfc822; a@example.net', 'Action: failed', 'Status: 5.1.1')}--b--\n`;
  const lines = ['From: Ann <ann@example.org>', 'Content-Type: multipart/mixed; boundary=b'];
  expect(findReport(await messageOf([...lines, 'Subject: Fwd: failure notice'], body))).toBeNull();
  expect(findReport(await messageOf([...lines, 'Subject: failure notice'], body))).not.toBeNull();
});

test('linear on hostile reports', async () => {
  const start = performance.now();
  for (const piece of ['a@example.net ', '<a@example.net>:\n', '5.1.1 ', '550 ', ' \n', 'x', '@', 'recipient: a@b\n'])
    findReport(
      await messageOf([...DAEMON, 'Subject: failure notice'], `could not be delivered\n${piece.repeat(20_000)}`),
    );
  for (const piece of ['Final-Recipient: rfc822; a@example.net\n\n', 'x:\n', ' \n', ':', 'Action: failed\n'])
    await status(piece.repeat(20_000));
  expect(performance.now() - start).toBeLessThan(6000);
});
