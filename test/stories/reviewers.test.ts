/** Reviewers decide, and the contributor hears of it. */
import { describe } from 'vitest';
import { ANN, offer, RAE, story, WHOLE } from '../support/story.ts';

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
});
