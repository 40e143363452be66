/** Reviewers decide, and the contributor hears of it. */
import { describe, expect } from 'vitest';
import type { Play } from '../support/play.ts';
import { ANN, BEN, offer, RAE, story, WHOLE } from '../support/story.ts';

describe('decisions', () => {
  story('accepted, transferred, published', { states: { 'DS-0001': 'published' }, replies: 4 }, async (on) => {
    await on.mail(offer({ ...WHOLE, host: 'Yes' }));
    await on.order('accept DS-0001');
    await on.order('transfer DS-0001');
    await on.order('publish DS-0001 https://catalog.example.org/tides');
  });

  story('declined with a reason', { states: { 'DS-0001': 'declined' }, replies: 2 }, async (on) => {
    await on.mail(offer(WHOLE));
    await on.order('decline DS-0001 The licence does not allow changes.');
  });

  story(
    'what was declined is mended, opened again and accepted',
    { states: { 'DS-0001': 'accepted' }, replies: 8 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.order('decline DS-0001 The address leads nowhere.');
      await on.reply({ from: ANN, text: 'Sorry! Dataset location (URL): https://data.example.org/tides-v2' });
      await on.digest();
      await on.reply({ from: RAE, text: 'reopen DS-0001: mended' });
      await on.release('M-0002');
      await on.order('accept DS-0001');
    },
  );

  story(
    'what lapsed is opened again, and its contributor has the whole time to answer',
    { states: { 'DS-0001': 'lapsed' }, replies: 6 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.later(8);
      await on.later(30);
      await on.order('reopen DS-0001');
      await on.later(6);
      expect(on.store.submissions()[0]?.status).toBe('incomplete');
      await on.later(2);
      await on.later(30);
    },
  );

  story(
    'taken back in other words: a reviewer withdraws it',
    { states: { 'DS-0001': 'withdrawn' }, replies: 3 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.reply({ from: ANN, text: 'Our rector does not want us to share this after all.' });
      await on.order('withdraw DS-0001 see M-0002');
      await on.order('withdraw DS-0001');
    },
  );

  story(
    'a reviewer asks, the contributor answers in words',
    { states: { 'DS-0001': 'ready' }, replies: 3 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.order('ask DS-0001 Which years are covered?');
      await on.reply({ from: ANN, text: '2010 to 2024, with a gap in 2013.' });
    },
  );

  story(
    'orders that do not fit are refused with the reason',
    { states: { 'DS-0001': 'incomplete' }, replies: 1 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.order('accept DS-0001');
      await on.order('publish DS-0001');
      await on.order('accept DS-0099');
      await on.order('decline DS-0001');
    },
  );

  story(
    'what was written since the digest is not decided on unseen',
    { states: { 'DS-0001': 'accepted' }, replies: 8 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.digest();
      const link = on.sent[0]?.html?.match(/accept%20DS-0001%0D%0A%0D%0A%5B(mro1-[a-z2-7]{32})%5D/)?.[1];
      await on.reply({ from: ANN, answers: 1, text: 'Dataset location (URL): https://data.example.org/v2' });
      await on.reply({ from: RAE, answers: 1, text: 'accept DS-0001' });
      await on.mail({ from: RAE, subject: 'accept DS-0001', text: `accept DS-0001\n\n[${link}]` });
      expect(on.store.submissions()[0]?.status).toBe('ready');
      await on.digest();
      await on.reply({ from: RAE, text: 'accept DS-0001' });
    },
  );

  story(
    'who is no reviewer and answers a digest orders nothing, and is told nothing',
    { states: { 'DS-0001': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.digest();
      await on.reply({ from: BEN, text: 'accept DS-0001' });
    },
  );

  story(
    'orders from a reviewer’s address prove nothing by themselves',
    { states: { 'DS-0001': 'ready' }, replies: 1 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.mail({ from: RAE, subject: 'Re: digest', text: 'accept DS-0001' });
    },
  );

  story(
    'orders by authenticated mail, several at once',
    { states: { 'DS-0001': 'accepted', 'DS-0002': 'declined' }, replies: 5 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.mail(offer({ ...WHOLE, name: 'Lake Levels', url: 'https://data.example.org/lakes' }));
      await on.mail({
        from: RAE,
        subject: 'Re: digest',
        text: 'accept DS-0001\nnote DS-0001: good provenance\ndecline DS-0002: the lakes are\nalready in the catalog\n\naccept DS-0099\nwhat is this?\n',
        headers: { 'Authentication-Results': 'mx.example.net; dmarc=pass header.from=example.net' },
      });
    },
    { trustedAuthservIds: ['mx.example.net'] },
  );

  story(
    'an order that is not understood is never a note to a contributor',
    { states: { 'DS-0001': 'accepted', 'DS-0002': 'accepted', 'DS-0003': 'ready' }, replies: 9 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.mail(offer({ ...WHOLE, name: 'Lakes', url: 'https://data.example.org/lakes' }, BEN));
      await on.mail(offer({ ...WHOLE, name: 'Rivers', url: 'https://data.example.org/rivers' }, BEN));
      await on.digest();
      await on.reply({
        from: RAE,
        text: 'mailroom accept DS-0001 and DS-0002\nreject 3: broken link\n\n+49 30 1234567\nwww.example.net\nRae',
      });
      on.say('the line of the digest itself, no order at all, and thanks');
      await on.reply({
        from: RAE,
        text: 'mailroom accept DS-0003   (or: decline, ask, hold)',
        answers: newest(on, 'rae@example.net', 'digest'),
      });
      await on.reply({ from: RAE, text: 'acept DS-0003', answers: newest(on, 'rae@example.net', 'digest') });
      await on.reply({
        from: RAE,
        text: 'Thanks, I will look at the third tomorrow.',
        answers: newest(on, 'rae@example.net', 'digest'),
      });
    },
  );

  story(
    'from the first mail to published, by mail only',
    { states: { 'DS-0001': 'published', 'DS-0002': 'declined' }, replies: 16 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, host: 'Yes', url: '' }));
      await on.mail(offer({ ...WHOLE, name: 'Lake Levels', url: 'https://data.example.org/lakes' }, BEN));
      await on.reply({ from: ANN, text: 'https://data.example.org/tides', answers: 1 });
      await on.digest();
      await on.reply({
        from: RAE,
        text: 'ask DS-0001: Which years are covered?\ndecline DS-0002: The lakes are in the catalog already.\npublish DS-0001\n\nThanks, Rae',
      });
      on.say('the contributor answers the question; the reviewer sees it in the next digest');
      await on.reply({ from: ANN, text: '2010 to 2024, with a gap in 2013.', answers: newest(on, 'ann@example.org') });
      await on.digest();
      on.say('a prepared link of the digest, from a client that keeps no thread');
      const accept = linkIn(on, 'accept DS-0001');
      await on.mail({ from: RAE, ...accept });
      await on.say('the same link a second time, and by somebody else');
      await on.mail({ from: RAE, ...accept });
      await on.mail({ from: BEN, ...accept });
      await on.reply({ from: RAE, text: 'transfer DS-0001', answers: newest(on, 'rae@example.net', 'digest') });
      await on.reply({
        from: RAE,
        text: 'publish DS-0001 https://catalog.example.org/tides',
        answers: newest(on, 'rae@example.net', 'digest'),
      });
    },
  );
});

/** Which of our mails to this address is the newest, counted from the newest of all; `subject` narrows it. */
const newest = (on: Play, to: string, subject = ''): number =>
  on.sent.findIndex((draft) => draft.to.address === to && (subject === '' || draft.subject.includes('mailroom')));

/** What a mail program makes of the `mailto:` link for this order in the newest digest (RFC 6068). */
const linkIn = (on: Play, order: string): { readonly subject: string; readonly text: string } => {
  const html = on.sent.find((draft) => draft.to.address === 'rae@example.net' && draft.html !== null)?.html ?? '';
  const links = [...html.matchAll(/href="(mailto:[^"]+)"/g)].map(
    (match) => new URL((match[1] ?? '').replaceAll('&amp;', '&')),
  );
  const link = links.find((url) => url.searchParams.get('body')?.startsWith(order));
  if (link === undefined) throw new Error(`no link for ${order}`);
  return {
    subject: link.searchParams.get('subject') ?? '',
    text: (link.searchParams.get('body') ?? '').replaceAll('\r\n', '\n'),
  };
};
