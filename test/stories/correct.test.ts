/** Corrections, changes of mind, the terms, silence. */
import { describe, expect } from 'vitest';
import { ANN, block, offer, SUBJECT, story, WHOLE } from '../support/story.ts';

describe('corrections', () => {
  story('a correction after the acknowledgment', { states: { 'DS-0001': 'ready' }, replies: 2 }, async (on) => {
    await on.mail(offer(WHOLE));
    await on.reply({ from: ANN, text: 'Dataset location (URL): https://data.example.org/tides-v2' });
  });

  story(
    'a correction after the decision goes to a person',
    { states: { 'DS-0001': 'accepted' }, replies: 3 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.order('accept DS-0001');
      await on.reply({ from: ANN, text: 'Dataset location (URL): https://data.example.org/tides-v2' });
    },
  );

  story(
    'the contributor corrects by answering their own mail',
    { states: { 'DS-0001': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.mail({
        from: ANN,
        subject: 'Re: I want to contribute a dataset',
        text: `Dataset location (URL): https://data.example.org/tides-v2\n\nOn Mon, Ann wrote:\n${block(WHOLE).replace(/^/gm, '> ')}`,
        headers: { 'In-Reply-To': '<story-1@mail.example.org>', References: '<story-1@mail.example.org>' },
      });
    },
  );

  story('by the subject alone nothing is replaced', { states: { 'DS-0001': 'ready' }, replies: 2 }, async (on) => {
    await on.mail(offer(WHOLE));
    await on.mail({
      from: ANN,
      subject: 'Re: my offer [DS-0001]',
      text: 'Dataset location (URL): https://elsewhere.example.com/x',
    });
    // Silence decides nothing, and the reviewers see both.
    await on.later(60);
    expect(on.store.submissions()[0]?.fields['datasetUrl']?.value).toBe(WHOLE.url);
  });

  story(
    'a conflict is answered and both values are named',
    { states: { 'DS-0001': 'ready' }, replies: 3 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: 'https://data.example.org/a' }));
      await on.mail({ from: ANN, subject: 'Re: DS-0001', text: 'Dataset location (URL): https://data.example.org/b' });
      await on.reply({ from: ANN, text: 'Dataset location (URL): https://data.example.org/b' });
    },
  );

  story(
    'the whole form again as a fresh mail fills what was missing',
    { states: { 'DS-0001': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, terms: 'Yes/No' }));
      await on.mail(offer(WHOLE));
    },
  );

  story(
    'the same complete form twice, then a third time',
    { states: { 'DS-0001': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.mail(offer(WHOLE));
      await on.mail(offer(WHOLE));
    },
  );

  story(
    'a reply that describes another dataset opens another submission',
    { states: { 'DS-0001': 'ready', 'DS-0002': 'incomplete' }, replies: 2 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.reply({
        from: ANN,
        text: block({ ...WHOLE, name: 'Lake Levels', url: 'https://data.example.org/lakes', host: 'Yes/No' }),
      });
    },
  );

  story(
    'two offers in one mail',
    { states: { 'DS-0001': 'ready', 'DS-0002': 'incomplete' }, replies: 1 },
    async (on) => {
      await on.mail({
        from: ANN,
        subject: SUBJECT,
        text: `${block(WHOLE)}\n\n${block({ ...WHOLE, name: 'Lake Levels', url: 'https://data.example.org/lakes', terms: 'Yes/No' })}`,
      });
    },
  );

  story(
    'two submissions of one person stay apart',
    { states: { 'DS-0001': 'ready', 'DS-0002': 'ready' }, replies: 4 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, host: 'Yes/No' }));
      await on.mail(offer({ ...WHOLE, name: 'Lake Levels', url: 'https://data.example.org/lakes', host: 'Yes/No' }));
      await on.reply({ from: ANN, text: 'No', answers: 1 });
      await on.reply({ from: ANN, text: 'Yes', answers: 1 });
    },
  );
});

describe('the terms', () => {
  story(
    'no to the terms closes kindly and a later yes reopens',
    { states: { 'DS-0001': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, terms: 'No' }));
      await on.reply({ from: ANN, text: 'I agree to the terms for contribution: Yes' });
    },
  );

  story('a condition goes to a person', { states: { 'DS-0001': 'incomplete' }, replies: 1 }, async (on) => {
    await on.mail(offer({ ...WHOLE, terms: 'Yes, but only for non-commercial use' }));
  });
});

describe('words', () => {
  story(
    'status, help and withdraw, then a change of mind',
    { states: { 'DS-0001': 'ready' }, replies: 5 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.reply({ from: ANN, text: 'status' });
      await on.reply({ from: ANN, text: 'Help' });
      await on.reply({ from: ANN, text: 'withdraw' });
      await on.reply({ from: ANN, text: 'Dataset location (URL): https://data.example.org/tides-v2' });
    },
  );

  story('not me', { states: { 'DS-0001': 'withdrawn' }, replies: 2 }, async (on) => {
    await on.mail(offer(WHOLE));
    await on.reply({ from: ANN, text: 'Not me' });
  });

  story(
    'withdraw by the subject alone goes to a person',
    { states: { 'DS-0001': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.mail({ from: ANN, subject: 'DS-0001', text: 'withdraw' });
    },
  );
});

describe('silence', () => {
  story(
    'one reminder, then it lapses, then an answer reopens it',
    { states: { 'DS-0001': 'ready' }, replies: 4 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.later(6);
      await on.later(2);
      await on.later(10);
      await on.later(13);
      await on.reply({ from: ANN, text: 'https://data.example.org/tides', answers: 2 });
    },
  );

  story(
    'nobody is reminded whose mail waits for a person',
    { states: { 'DS-0001': 'incomplete' }, replies: 2 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.reply({ from: ANN, text: 'Which repository would you recommend?' });
      await on.later(9);
      await on.later(30);
    },
  );

  story(
    'a worker that was down for weeks reminds first',
    { states: { 'DS-0001': 'incomplete' }, replies: 2 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.later(40);
      await on.later(1);
    },
  );
});
