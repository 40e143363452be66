/** What is missing is asked for, and only that; whatever comes back, however it comes back, is taken. */
import { describe } from 'vitest';
import { ANN, BEN, block, offer, SUBJECT, story, WHOLE } from '../support/story.ts';

describe('clarification', () => {
  story(
    'the line that was asked for comes back as it was: asked again',
    { states: { 'DS-0001': 'incomplete' }, replies: 2 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, host: 'Yes/No' }));
      await on.reply({
        from: ANN,
        text: 'Hello,\n\nI want the Alliance to host it: Yes/No\n\nBest regards\nAnn',
        quote: 'none',
      });
    },
  );

  story('a complete offer is acknowledged', { states: { 'DS-0001': 'ready' }, replies: 1 }, async (on) => {
    await on.mail(offer(WHOLE));
  });

  story(
    'the missing URL comes as a bare line above the quote',
    { states: { 'DS-0001': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.reply({ from: ANN, text: 'https://data.example.org/tides' });
    },
  );

  story('the missing URL comes with its label', { states: { 'DS-0001': 'ready' }, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, url: '' }));
    await on.reply({
      from: ANN,
      text: 'Hello,\nhere it is.\n\nDataset location (URL): https://data.example.org/tides\n\nBest,\nAnn',
    });
  });

  story('the answer is written into the quoted block', { states: { 'DS-0001': 'ready' }, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, url: '', host: 'Yes/No' }));
    await on.reply({
      from: ANN,
      quote: (quoted) =>
        quoted.map((line) =>
          /^> +Dataset location \(URL\):$/.test(line)
            ? `${line} https://data.example.org/tides`
            : line.replace('host it: Yes/No', 'host it: No'),
        ),
    });
  });

  story('the answer stands below the quoted question', { states: { 'DS-0001': 'ready' }, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, url: '' }));
    await on.reply({
      from: ANN,
      quote: (quoted) =>
        quoted.flatMap((line) =>
          /^> +Dataset location \(URL\):$/.test(line) ? [line, 'https://data.example.org/tides'] : [line],
        ),
    });
  });

  story('the answer is below the whole quote', { states: { 'DS-0001': 'ready' }, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, terms: 'Yes/No' }));
    await on.reply({ from: ANN, text: 'Yes', quote: 'above' });
  });

  story(
    'a yes to something else agrees to nothing',
    { states: { 'DS-0001': 'incomplete', 'DS-0002': 'incomplete' }, replies: 4 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, terms: 'Yes/No' }));
      await on.reply({ from: ANN, text: 'Yes, I got your mail and will answer next week.' });
      await on.reply({ from: ANN, text: 'OK. I will ask my boss first.', answers: 1 });
      await on.mail(offer({ ...WHOLE, name: 'Lakes', url: 'https://data.example.org/lakes', terms: 'Yes/No' }, BEN));
      await on.reply({ from: BEN, text: 'No, wait. I need to check with my university.' });
    },
  );

  for (const [name, text] of [
    ['one answer to both questions', 'Yes, both.'],
    ['two answers in a sentence', 'We would like you to host it, and we accept the terms.'],
    ['two answers with their subjects', 'Yes to hosting, and yes to the terms.'],
  ] as const)
    story(name, { states: { 'DS-0001': 'ready' }, replies: 2 }, async (on) => {
      await on.mail(offer({ ...WHOLE, host: 'Yes/No', terms: 'Yes/No' }));
      await on.reply({ from: ANN, text });
    });

  story('two questions are answered one at a time', { states: { 'DS-0001': 'ready' }, replies: 3 }, async (on) => {
    await on.mail(offer({ ...WHOLE, url: '', terms: 'Yes/No' }));
    await on.reply({ from: ANN, text: 'Dataset location (URL): https://data.example.org/tides' });
    await on.reply({ from: ANN, text: 'yes' });
  });

  story(
    'a bare yes to two open questions answers neither',
    { states: { 'DS-0001': 'ready' }, replies: 3 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, host: 'Yes/No', terms: 'Yes/No' }));
      await on.reply({ from: ANN, text: 'Yes' });
      await on.reply({
        from: ANN,
        text: 'I want the Alliance to host it: No\nI agree to the terms for contribution: Yes',
      });
    },
  );

  story('nothing but the quote comes back', { states: { 'DS-0001': 'incomplete' }, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, url: '' }));
    await on.reply({ from: ANN, text: '' });
  });

  story(
    'an empty mail under the documented subject gets the form',
    { states: { 'DS-0001': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail({ from: ANN, subject: SUBJECT, text: '' });
      await on.reply({ from: ANN, text: block(WHOLE) });
    },
  );

  story('the form itself cut the mail at an ampersand', { states: { 'DS-0001': 'ready' }, replies: 2 }, async (on) => {
    await on.mail({ from: ANN, subject: 'I want to contribute an OTDI dataset', text: 'dataset-name:  Tides ' });
    await on.reply({ from: ANN, text: block({ ...WHOLE, name: 'Tides & Currents' }) });
  });

  story(
    'a later form of the site asks neither address nor hosting',
    { states: { 'DS-0001': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail({
        from: ANN,
        subject: 'I want to contribute an OTDI dataset',
        text: 'dataset-name:  Harbour Tides\ndataset-url:  https: //data.example.org/tides\ndataset-card:  \nagree-to-terms:  on\n            ',
      });
      await on.reply({
        from: ANN,
        text: 'I want the Alliance to host it: No\nI agree to the terms for contribution: Yes',
      });
    },
  );

  story(
    'the same three questions go unanswered until a person helps',
    { states: { 'DS-0001': 'incomplete' }, replies: 4 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.reply({ from: ANN, text: 'Dataset location (URL): in my home folder' });
      await on.reply({ from: ANN, text: 'Dataset location (URL): C:\\data\\tides' });
      await on.reply({ from: ANN, text: 'Dataset location (URL): see above' });
    },
  );

  story(
    'a question in between goes to a person, the answer still counts',
    { states: { 'DS-0001': 'ready' }, replies: 3 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, terms: 'Yes/No' }));
      await on.reply({ from: ANN, text: 'Before I say yes: does that licence allow commercial use?' });
      await on.reply({ from: ANN, text: 'I agree to the terms for contribution: Yes', answers: 1 });
    },
  );

  story('an answer that also asks something', { states: { 'DS-0001': 'ready' }, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, url: '' }));
    await on.reply({
      from: ANN,
      text: 'Dataset location (URL): https://data.example.org/tides\n\nHow long does the evaluation take?',
    });
  });

  story(
    'a question behind a bare answer goes to a person',
    { states: { 'DS-0001': 'incomplete' }, replies: 2 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '', terms: 'Yes/No' }));
      await on.reply({ from: ANN, text: 'The data is at https://data.example.org/tides. May I change it later?' });
    },
  );

  story('a thank-you is not answered', { states: { 'DS-0001': 'ready' }, replies: 1 }, async (on) => {
    await on.mail(offer(WHOLE));
    await on.reply({ from: ANN, text: 'Thank you!\nAnn' });
  });

  story(
    'a client that forgets the thread is known by the subject',
    { states: { 'DS-0001': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.reply({
        from: ANN,
        text: 'Dataset location (URL): https://data.example.org/tides',
        quote: 'none',
        threaded: false,
      });
    },
  );

  story(
    'a provider rewrote our ids and the token line is what is left',
    { states: { 'DS-0001': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.reply({
        from: ANN,
        subject: 'dataset',
        text: 'https://data.example.org/tides',
        headers: { 'In-Reply-To': '<rewritten@prod.example.com>', References: '<rewritten@prod.example.com>' },
      });
    },
  );
});
