/** Answers as people write them: without labels, numbered, drawn, in a sentence, above a signature; and what is no answer. */
import { describe } from 'vitest';
import { ANN, BEN, block, offer, outlook, story, WHOLE } from '../support/story.ts';

const URL_MISSING = offer({ ...WHOLE, url: '' });
const TIDES = 'https://data.example.org/tides';
const READY = { 'DS-0001': 'ready' } as const;
const INCOMPLETE = { 'DS-0001': 'incomplete' } as const;

/** Quoted lines, with what was written under those that end in these words. */
const under =
  (below: Readonly<Record<string, string>>) =>
  (quoted: readonly string[]): readonly string[] =>
    quoted.flatMap((line) => {
      const found = Object.entries(below).find(([end]) => line.endsWith(end));
      return found === undefined ? [line] : [line, '', found[1], ''];
    });

const TWO_CHOICES = offer({ ...WHOLE, host: 'Yes/No', terms: 'Yes/No' });

describe('answers one by one', () => {
  story('each below its question in the quoted letter', { states: READY, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, name: '', url: '', host: 'Yes/No', terms: 'Yes/No' }));
    const answers = {
      '  characters.': 'Harbour Tides',
      'as https://example.org/data.': `It is at ${TIDES}`,
      '  please answer Yes or No.': 'No, we host it ourselves.',
      '”); please answer Yes or No.': 'Yes',
    };
    await on.reply({ from: ANN, quote: under(answers) });
  });

  story('below the questions where outlook marks no quote', { states: READY, replies: 2 }, async (on) => {
    await on.mail(TWO_CHOICES);
    const written = under({ '  please answer Yes or No.': 'No', '”); please answer Yes or No.': 'Yes, I agree' });
    const text = written(outlook(on, 'Please see below.').split('\n')).join('\n');
    await on.reply({ from: ANN, text, quote: 'none' });
  });

  story('what stands below the whole letter is below no question', { states: INCOMPLETE, replies: 2 }, async (on) => {
    await on.mail(TWO_CHOICES);
    await on.reply({ from: ANN, text: `${outlook(on, '')}\n\nYes`, quote: 'none' });
  });

  story('an answer with a question behind it: both count', { states: READY, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, host: 'Yes/No' }));
    await on.reply({ from: ANN, text: 'I want the Alliance to host it: Yes. How do I upload it?', quote: 'below' });
  });

  story('by their numbers', { states: READY, replies: 2 }, async (on) => {
    await on.mail(TWO_CHOICES);
    await on.reply({ from: ANN, text: '1. No\n2. Yes' });
  });

  story('a question behind a numbered answer goes to a person', { states: READY, replies: 2 }, async (on) => {
    await on.mail(TWO_CHOICES);
    await on.reply({ from: ANN, text: '1. No\n2. Yes. When will it be published?' });
  });

  story('a number too many answers none of two', { states: INCOMPLETE, replies: 2 }, async (on) => {
    await on.mail(TWO_CHOICES);
    await on.reply({ from: ANN, text: '1. Yes\n2. Yes\n3. No' });
  });

  story('a question below a question answers nothing', { states: INCOMPLETE, replies: 2 }, async (on) => {
    await on.mail(TWO_CHOICES);
    await on.reply({
      from: ANN,
      quote: under({ 'please answer Yes or No.': 'Yes, I got your mail. What does hosting cost?' }),
    });
  });
});

describe('bare answers', () => {
  story('answers are numbered as the questions were', { states: READY, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, url: '', host: 'Yes/No' }));
    await on.reply({ from: ANN, text: `1. ${TIDES}\n2. No` });
  });

  story('the address in a signature is no answer', { states: READY, replies: 2 }, async (on) => {
    await on.mail(URL_MISSING);
    await on.reply({
      from: ANN,
      text: `Here you go: ${TIDES}\n\nBest regards,\nAnn Example\nExample Labs | https://labs.example.org`,
    });
  });

  story('a question below the goodbye is seen', { states: READY, replies: 2 }, async (on) => {
    await on.mail(URL_MISSING);
    await on.reply({ from: ANN, text: `${TIDES}\n\nBest regards,\nAnn\n\nP.S. How long does it take?` });
  });

  story('an address below a goodbye is none either', { states: INCOMPLETE, replies: 2 }, async (on) => {
    await on.mail(URL_MISSING);
    await on.reply({ from: ANN, text: 'We upload it tomorrow.\n\nBest regards,\nAnn\nhttps://labs.example.org' });
  });

  story('two bare addresses contradict each other', { states: READY, replies: 3 }, async (on) => {
    await on.mail(URL_MISSING);
    await on.reply({ from: ANN, text: 'https://a.example.org/tides\nhttps://b.example.org/tides' });
    await on.reply({ from: ANN, text: 'https://b.example.org/tides' });
  });

  story('the missing name comes as a bare line', { states: READY, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, name: '' }));
    await on.reply({ from: ANN, text: 'Hi,\n\nHarbour Tides\n\nAnn' });
  });

  story('a sentence is no name', { states: INCOMPLETE, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, name: '' }));
    await on.reply({ from: ANN, text: 'It has none yet' });
  });

  story('thanks above an answer do not hide it', { states: READY, replies: 2 }, async (on) => {
    await on.mail(URL_MISSING);
    await on.reply({ from: ANN, text: `Thanks!\n${TIDES}` });
  });

  story('by the subject alone a bare address fills what is empty', { states: READY, replies: 2 }, async (on) => {
    await on.mail(URL_MISSING);
    await on.mail({ from: ANN, subject: 'my dataset, DS-0001', text: TIDES });
  });

  story('outlook leaves the whole letter below', { states: READY, replies: 2 }, async (on) => {
    await on.mail(URL_MISSING);
    await on.reply({
      from: ANN,
      subject: 'AW: I want to contribute a dataset [DS-0001]',
      text: outlook(on, TIDES),
      quote: 'none',
    });
  });

  story('an answer that is drawn into the quoted block', { states: READY, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, host: 'Yes/No' }));
    const letter = (on.sent[0]?.html ?? '').replace('host it: Yes/No', 'host it: <s>Yes</s>/No');
    await on.reply({
      from: ANN,
      quote: 'none',
      text: `<p>See below.</p><blockquote type="cite">${letter}</blockquote>`,
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
    });
  });
});

describe('our own words', () => {
  story('the whole letter is pasted without a mark, and filled in', { states: READY, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, url: '', host: 'Yes/No' }));
    const letter = on.sent[0]?.text ?? '';
    await on.reply({
      from: ANN,
      quote: 'none',
      text: letter
        .replace('Dataset location (URL):\n', `Dataset location (URL): ${TIDES}\n`)
        .replace('host it: Yes/No', 'host it: No'),
    });
  });

  story('a client that wraps what it quotes corrects nothing', { states: READY, replies: 2 }, async (on) => {
    const name = 'A long name of a dataset about the tides of the harbour from the years 2010 to 2024';
    await on.mail(offer({ ...WHOLE, name, url: '' }));
    await on.reply({
      from: ANN,
      quote: (quoted) => [
        TIDES,
        ...quoted.flatMap((line) => {
          const at = line.length <= 72 ? -1 : line.lastIndexOf(' ', 72);
          return at < 0 ? [line] : [line.slice(0, at), `> ${line.slice(at + 1)}`];
        }),
      ],
    });
  });

  story('a question above the form that help sent offers nothing', { states: {}, replies: 2 }, async (on) => {
    await on.mail({ from: ANN, subject: 'help', text: 'help' });
    await on.reply({ from: ANN, text: 'What does it mean that you host it?' });
  });
});

describe('a yes to the terms', () => {
  const open = offer({ ...WHOLE, terms: 'Yes/No' });

  story('a yes and a question in one line', { states: READY, replies: 2 }, async (on) => {
    await on.mail(open);
    await on.reply({ from: ANN, text: 'Yes, of course. What happens next?' });
  });

  story('a yes whose condition is in the next sentence', { states: INCOMPLETE, replies: 2 }, async (on) => {
    await on.mail(open);
    await on.reply({ from: ANN, text: 'Yes.\nBut only for non-commercial use.' });
    await on.later(40);
  });

  story('a yes that offers help sets no condition', { states: READY, replies: 2 }, async (on) => {
    await on.mail(open);
    await on.reply({ from: ANN, text: 'Yes.\nIf you need anything else, let me know.' });
  });

  story('a sentence about hosting is no answer about the terms', { states: READY, replies: 3 }, async (on) => {
    await on.mail(open);
    await on.reply({ from: ANN, text: 'We will host it ourselves.' });
    await on.reply({ from: ANN, text: 'I accept the terms', answers: 1 });
  });

  story('a condition is dropped by a plain yes', { states: READY, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, terms: 'Yes, but only for non-commercial use' }));
    await on.reply({ from: ANN, text: 'Yes' });
  });

  story('after a no, a bare yes reopens', { states: READY, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, terms: 'No' }));
    await on.reply({ from: ANN, text: 'Yes' });
  });

  story(
    'a no to the terms stays, whatever else is sent',
    { states: { 'DS-0001': 'declined' }, replies: 2 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, terms: 'No' }));
      await on.reply({ from: ANN, text: 'I agree to the terms for contribution: No' });
      await on.reply({ from: ANN, text: 'I want the Alliance to host it: Yes' });
    },
  );

  story('by the subject alone a no to the terms is not taken back', { states: READY, replies: 3 }, async (on) => {
    await on.mail(offer({ ...WHOLE, terms: 'No' }));
    await on.mail({ from: ANN, subject: 'DS-0001', text: 'I agree to the terms for contribution: Yes' });
    await on.reply({ from: ANN, text: 'Yes' });
  });
});

describe('answers that could be for several', () => {
  story(
    'two offers in one mail, and an answer to the letter about both',
    { states: { 'DS-0001': 'ready', 'DS-0002': 'ready' }, replies: 2 },
    async (on) => {
      const lakes = { ...WHOLE, name: 'Lake Levels', url: 'https://data.example.org/lakes', terms: 'Yes/No' };
      await on.mail({ ...offer(WHOLE), text: `${block(WHOLE)}\n\n${block(lakes)}` });
      await on.reply({ from: ANN, text: 'I agree to the terms for contribution: Yes' });
    },
  );

  story(
    'two offers in one mail, and both blocks again in the answer',
    { states: { 'DS-0001': 'ready', 'DS-0002': 'ready' }, replies: 2 },
    async (on) => {
      const tides = { ...WHOLE, terms: 'Yes/No' };
      const lakes = { ...WHOLE, name: 'Lake Levels', url: 'https://data.example.org/lakes', terms: 'Yes/No' };
      await on.mail({ ...offer(WHOLE), text: `${block(tides)}\n\n${block(lakes)}` });
      await on.reply({ from: ANN, text: `${block(WHOLE)}\n\n${block({ ...lakes, terms: 'Yes' })}` });
    },
  );

  story(
    'a reply that describes two other datasets',
    { states: { 'DS-0001': 'ready', 'DS-0002': 'ready', 'DS-0003': 'ready' }, replies: 2 },
    async (on) => {
      const lakes = { ...WHOLE, name: 'Lake Levels', url: 'https://data.example.org/lakes' };
      const rivers = { ...WHOLE, name: 'Rivers', url: 'https://data.example.org/rivers' };
      await on.mail(offer(WHOLE));
      await on.reply({ from: ANN, text: `${block(lakes)}\n\n${block(rivers)}` });
    },
  );

  story(
    'one answer without thread, and two submissions that ask',
    { states: { 'DS-0001': 'incomplete', 'DS-0002': 'incomplete' }, replies: 3 },
    async (on) => {
      await on.mail(URL_MISSING);
      await on.mail(offer({ ...WHOLE, name: 'Lake Levels', url: '' }));
      await on.mail({
        from: ANN,
        subject: 'Re: I want to contribute a dataset',
        text: `Dataset location (URL): ${TIDES}`,
      });
    },
  );

  story(
    'the bare address of a dataset that somebody else offered',
    { states: { 'DS-0001': 'ready', 'DS-0002': 'ready' }, replies: 3 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.mail(offer({ ...WHOLE, name: 'Tides of the Harbour', url: '', email: 'ben@example.com' }, BEN));
      await on.reply({ from: BEN, text: 'http://www.data.example.org/tides/' });
    },
  );
});
