/**
 * Mails of invented people, the same in each run but for their date: small ones, and mailboxes in which a fifth has attachments.
 */

/** `offers`: each gets one answer. `mixed`: most of it is what needs none. */
export type Corpus = 'offers' | 'mixed';

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const GIVEN = ['Ada', 'Bela', 'Carla', 'Dilan', 'Emre', 'Fatou', 'Goran', 'Hana', 'Ines', 'Jonas', 'Kofi', 'Lea'];
const FAMILY = ['Muster', 'Novak', 'Okoro', 'Petrov', 'Quist', 'Rossi', 'Santos', 'Tanaka', 'Usman', 'Vega'];
const WORDS =
  `measured hourly at the harbour since spring with sensors that students built and our group checked by hand
  against the old records of the port office before we put all of it into tables that anyone may read and use`.split(
    /\s+/,
  );

type Person = { readonly name: string; readonly address: string };

const personOf = (number: number): Person => {
  const given = GIVEN[number % GIVEN.length] ?? 'Ann';
  const family = FAMILY[Math.floor(number / GIVEN.length) % FAMILY.length] ?? 'Example';
  const user = `${given}.${family}.${number}`.toLowerCase();
  return { name: `${given} ${family}`, address: `${user}@group${number % 997}.example.org` };
};

const prose = (random: () => number, words: number): string => {
  const picked = Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)] ?? 'and');
  return picked
    .join(' ')
    .replace(/(.{50,70}) /g, '$1\r\n')
    .concat('.');
};

const letters = (random: () => number, length: number): string =>
  Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('');

/** What servers write on the way: two thirds of a small mail. */
const trace = (random: () => number, { address }: Person, date: string): readonly string[] => [
  `Received: from mx.example.net (mx.example.net [192.0.2.${Math.floor(random() * 250)}])`,
  `\tby mail.example.org (Postfix) with ESMTPS id ${letters(random, 12)}`,
  `\tfor <data@thealliance.ai>; ${date}`,
  `Received: from out.example.org (out.example.org [198.51.100.7])`,
  `\tby mx.example.net with ESMTPSA id ${letters(random, 16)}; ${date}`,
  `Authentication-Results: mail.example.org; dkim=pass header.d=example.org;`,
  `\tspf=pass smtp.mailfrom=${address}; dmarc=pass header.from=example.org`,
  'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1;',
  '\th=from:to:subject:date:message-id:mime-version:content-type;',
  `\tbh=${letters(random, 43)}=;`,
  ...Array.from({ length: 5 }, (_, line) => `\t${line === 0 ? 'b=' : ''}${letters(random, 68)}`),
  'X-Mailer: Example Mail 7.1',
];

const block = (number: number, person: Person, isWhole: boolean): readonly string[] => [
  `Dataset name: Tides of harbour ${number}`,
  `Dataset location (URL): ${isWhole ? `https://data.example.org/tides/${number}` : ''}`.trimEnd(),
  `I want the Alliance to host it: ${number % 2 === 0 ? 'Yes' : 'No'}`,
  `My email address: ${person.address}`,
  'I agree to the terms for contribution: Yes',
];

type Words = { readonly subject: string; readonly headers: readonly string[]; readonly text: string };

const offer = (number: number, person: Person, random: () => number): Words => ({
  subject: 'I want to contribute a dataset',
  headers: [],
  text: `Dear team,\r\n\r\n${prose(random, 60)}\r\n\r\n${block(number, person, number % 3 !== 0).join('\r\n')}\r\n\r\n${person.name}`,
});

const newsletter = (number: number, random: () => number): Words => ({
  subject: `News of the week ${number}`,
  headers: [`List-Id: <news.example.org>`, 'List-Unsubscribe: <mailto:off@example.org>', 'Precedence: bulk'],
  text: prose(random, 140),
});

const absence = (number: number, random: () => number): Words => ({
  subject: `Automatic reply: dataset ${number}`,
  headers: ['Auto-Submitted: auto-replied'],
  text: `I am away. ${prose(random, 30)}`,
});

/** In `mixed`, one mail of five is an offer. */
const wordsOf = (corpus: Corpus, number: number, person: Person, random: () => number): Words => {
  if (corpus === 'offers' || number % 5 === 0) return offer(number, person, random);
  return number % 5 === 4 ? absence(number, random) : newsletter(number, random);
};

const html = (text: string): string =>
  `<html><head><style>p { margin: 0 }</style></head><body>${text
    .split('\r\n')
    .map((line) => `<p class=3D"t">${line}</p>`)
    .join('\r\n')}</body></html>`;

const alternative = ({ text }: Words): readonly string[] => [
  'MIME-Version: 1.0',
  'Content-Type: multipart/alternative; boundary="alt"',
  '',
  '--alt',
  'Content-Type: text/plain; charset=utf-8',
  '',
  text,
  '--alt',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  html(text),
  '--alt--',
  '',
];

const withAttachment = ({ text }: Words, random: () => number): readonly string[] => {
  const line = letters(random, 76);
  const lines = Math.floor((1 + 2 * random()) * 13_797);
  return [
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="mixed"',
    '',
    '--mixed',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '--mixed',
    'Content-Type: application/pdf; name="sample.pdf"',
    'Content-Disposition: attachment; filename="sample.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    Array.from({ length: lines }, () => line).join('\r\n'),
    '--mixed--',
    '',
  ];
};

const plain = ({ text }: Words): readonly string[] => [
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  '',
  text,
  '',
];

/** Mail `number` of a corpus, sent at `now`; of those `withAttachments` every fifth has one of 1 to 3 MB. CRLF throughout. */
export const mailOf = (corpus: Corpus, number: number, now: number, withAttachments = false): string => {
  const random = randomFrom(number);
  const person = personOf(number);
  const words = wordsOf(corpus, number, person, random);
  const date = new Date(now - (number % 600) * 1000).toUTCString();
  const body =
    withAttachments && number % 5 === 2
      ? withAttachment(words, random)
      : number % 2 === 0
        ? plain(words)
        : alternative(words);
  return [
    ...trace(random, person, date),
    `From: ${person.name} <${person.address}>`,
    'To: data@thealliance.ai',
    `Subject: ${words.subject}`,
    `Date: ${date}`,
    `Message-ID: <${letters(random, 20)}.${number}@example.org>`,
    ...words.headers,
    ...body,
  ].join('\r\n');
};
