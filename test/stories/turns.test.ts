/** Turns of an exchange: taken back and taken up, decided and written about again, held, asked by a person meanwhile. */
import { describe } from 'vitest';
import { ANN, BEN, block, offer, RAE, story, WHOLE } from '../support/story.ts';

const URL_MISSING = offer({ ...WHOLE, url: '' });
const TIDES = 'https://data.example.org/tides';
const READY = { 'DS-0001': 'ready' } as const;

describe('taken back and taken up', () => {
  story('any words undo a withdrawal', { states: READY, replies: 3 }, async (on) => {
    await on.mail(offer(WHOLE));
    await on.reply({ from: ANN, text: 'withdraw' });
    await on.reply({ from: ANN, text: 'withdraw', answers: 1 });
    await on.reply({ from: ANN, text: 'Sorry, that was a mistake. Please go on with it.' });
  });

  story('thanks do not undo a withdrawal', { states: { 'DS-0001': 'withdrawn' }, replies: 2 }, async (on) => {
    await on.mail(offer(WHOLE));
    await on.reply({ from: ANN, text: 'withdraw' });
    await on.reply({ from: ANN, text: 'Thank you for the quick reply!\nAnn' });
  });

  story('after not me only an answer reopens', { states: { 'DS-0001': 'withdrawn' }, replies: 3 }, async (on) => {
    await on.mail(offer(WHOLE));
    await on.reply({ from: ANN, text: 'not me\n\nBest,\nAnn' });
    await on.reply({ from: ANN, text: 'Who was it that used my address?' });
  });

  story(
    'a word between greeting and goodbye, and a word in a sentence',
    { states: { 'DS-0001': 'withdrawn' }, replies: 3 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.reply({ from: ANN, text: 'How would I withdraw this, if I wanted to?' });
      await on.reply({ from: ANN, text: 'Hello,\n\nPlease withdraw.\n\nKind regards\nAnn Example\nExample Labs' });
    },
  );

  story('words wake a lapsed submission', { states: READY, replies: 5 }, async (on) => {
    await on.mail(URL_MISSING);
    await on.later(8);
    await on.later(30);
    await on.reply({ from: ANN, text: 'Sorry for the silence, I was ill. I will send it next week.' });
    await on.reply({ from: ANN, text: TIDES });
  });
});

describe('asked too often', () => {
  story(
    'who comes back after all clarifications is helped by a person',
    { states: { 'DS-0001': 'incomplete' }, replies: 5 },
    async (on) => {
      await on.mail(URL_MISSING);
      await on.reply({ from: ANN, text: 'Dataset location (URL): on my disk' });
      await on.later(8);
      await on.later(31);
      await on.reply({ from: ANN, text: 'I am back.' });
    },
    { clarifyLimit: 2 },
  );
});

describe('decided', () => {
  const accepted = { 'DS-0001': 'accepted' } as const;

  story('an accepted dataset is offered again', { states: accepted, replies: 3 }, async (on) => {
    await on.mail(offer(WHOLE));
    await on.order('accept DS-0001');
    await on.mail(offer({ ...WHOLE, url: 'http://www.data.example.org/tides/' }));
  });

  story('two questions in one thread get one receipt', { states: accepted, replies: 3 }, async (on) => {
    await on.mail(offer(WHOLE));
    await on.order('accept DS-0001');
    await on.reply({ from: ANN, text: 'Wonderful, thanks a lot!' });
    await on.reply({ from: ANN, text: 'When will it be online?' });
    await on.reply({ from: ANN, text: 'And will there be a DOI?' });
  });

  story('what is on hold stays there', { states: { 'DS-0001': 'on-hold' }, replies: 2 }, async (on) => {
    await on.mail(offer(WHOLE));
    await on.order('hold DS-0001 until the workshop');
    await on.reply({ from: ANN, text: 'I want the Alliance to host it: Yes' });
  });
});

describe('people of ours', () => {
  story('a reviewer offers a dataset too', { states: READY, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, url: '', email: 'rae@example.net' }, RAE));
    await on.reply({ from: RAE, text: TIDES });
  });

  story(
    'a reviewer’s question is answered, what is missing is asked for again',
    { states: READY, replies: 4 },
    async (on) => {
      await on.mail(URL_MISSING);
      await on.order('ask DS-0001 Which years are covered?');
      await on.reply({ from: ANN, text: '2010 to 2024.' });
      await on.reply({ from: ANN, text: TIDES });
    },
  );
});

describe('parties', () => {
  story('whatever the contact writes, it has written', { states: READY, replies: 3 }, async (on) => {
    await on.mail(offer({ ...WHOLE, email: 'ben@example.com' }));
    await on.reply({ from: BEN, text: 'status' });
    await on.reply({ from: ANN, text: 'I want the Alliance to host it: Yes', answers: 1 });
  });

  story(
    'a stranger in the thread offers a dataset of their own',
    { states: { 'DS-0001': 'incomplete', 'DS-0002': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail(URL_MISSING);
      await on.reply({
        from: BEN,
        text: block({ ...WHOLE, name: 'Lake Levels', url: 'https://lakes.example.com/l', email: 'ben@example.com' }),
      });
    },
  );
});
