/** Who may change what: contacts, colleagues, strangers, forgers; and those who only ask. */
import { describe, expect } from 'vitest';
import { ANN, BEN, block, offer, outlook, RAE, SUBJECT, story, WHOLE } from '../support/story.ts';

describe('parties', () => {
  story(
    'another contact is not written to until it has written',
    { states: { 'DS-0001': 'ready' }, replies: 3 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, email: 'ben@example.com', url: '' }));
      await on.reply({ from: ANN, text: 'Dataset location (URL): https://data.example.org/tides' });
      await on.reply({ from: BEN, text: 'Dataset location (URL): https://data.example.org/tides-v2' });
    },
  );

  story(
    'a contact that has written gets the mail that answers none',
    { states: { 'DS-0001': 'accepted' }, replies: 5 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, email: 'ben@example.com' }));
      await on.reply({ from: BEN, text: 'status' });
      await on.order('ask DS-0001 Which harbour?');
      await on.pass();
      await on.reply({ from: BEN, text: 'Kiel.' });
      await on.order('accept DS-0001');
      await on.pass();
    },
  );

  story(
    'a colleague who was never named is attached and told nothing',
    { states: { 'DS-0001': 'incomplete' }, replies: 1 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.reply({ from: BEN, text: 'Dataset location (URL): https://data.example.org/tides' });
    },
  );

  story('a stranger guesses the reference', { states: { 'DS-0001': 'ready' }, replies: 1 }, async (on) => {
    await on.mail(offer(WHOLE));
    await on.mail({ from: BEN, subject: 'Re: DS-0001', text: 'withdraw' });
  });

  story('a forged token opens nothing', { states: { 'DS-0001': 'ready' }, replies: 2 }, async (on) => {
    await on.mail(offer(WHOLE));
    await on.mail({ from: BEN, subject: 'hello', text: `Reference: DS-0001 (mr1-${'a'.repeat(32)})\n\nwithdraw` });
  });

  story(
    'a reference to two submissions goes to a person',
    { states: { 'DS-0001': 'ready', 'DS-0002': 'ready' }, replies: 3 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.mail(offer({ ...WHOLE, name: 'Lake Levels', url: 'https://data.example.org/lakes' }));
      await on.mail({ from: ANN, subject: 'DS-0001 and DS-0002', text: 'I agree to the terms for contribution: Yes' });
    },
  );

  story(
    'an offer that is only quoted agrees to nothing for whoever quotes it',
    { states: { 'DS-0001': 'incomplete' }, replies: 1 },
    async (on) => {
      await on.mail({
        from: BEN,
        subject: `Re: ${SUBJECT}`,
        text: `Thanks, Ann, great that you did this!\n\nOn Mon, 23 Nov 2026 at 10:00, Ann Example wrote:\n${block(WHOLE).replace(/^/gm, '> ')}`,
      });
    },
  );

  story(
    'an offer that its own contributor sends once more, all of it quoted, is an offer',
    { states: { 'DS-0001': 'ready' }, replies: 1 },
    async (on) => {
      const text = `Hello,\n\nOn Mon, 23 Nov 2026 at 10:00, Ann Example wrote:\n${block(WHOLE).replace(/^/gm, '> ')}`;
      await on.mail({ from: ANN, subject: `Re: ${SUBJECT}`, text });
    },
  );

  story(
    'two people offer the same dataset',
    { states: { 'DS-0001': 'ready', 'DS-0002': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: 'https://huggingface.co/datasets/example/tides' }));
      await on.mail(
        offer(
          { ...WHOLE, url: 'http://www.huggingface.co/datasets/example/tides/tree/main', email: 'ben@example.com' },
          BEN,
        ),
      );
    },
  );
});

describe('plus addresses', () => {
  story(
    'where the provider keeps nothing of a thread, the address that was answered to names it',
    { states: { 'DS-0001': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.mail({
        from: ANN,
        to: on.sent[0]?.replyTo?.address ?? '',
        subject: 'my data',
        text: 'https://data.example.org/tides',
      });
    },
    { plusAddressing: true },
  );
});

describe('questions', () => {
  story('a question under one of the site’s subjects gets one receipt', { states: {}, replies: 1 }, async (on) => {
    await on.mail({
      from: ANN,
      subject: 'Questions about the Open Trusted Data Initiative',
      text: 'Do you take audio?',
    });
    await on.mail({
      from: ANN,
      subject: 'Re: Questions about the Open Trusted Data Initiative',
      text: 'I forgot: and video?',
      headers: { 'In-Reply-To': '<story-1@mail.example.org>', References: '<story-1@mail.example.org>' },
    });
  });

  story('an offer in plain prose goes to a person', { states: {}, replies: 1 }, async (on) => {
    await on.mail({
      from: ANN,
      subject: SUBJECT,
      text: 'Dear all,\n\nwe have ten years of tide gauges from our harbour and would love to share them.\n\nAnn',
    });
  });

  story('a reviewer answers in copy and the question is closed', { states: {}, replies: 1 }, async (on) => {
    await on.mail({ from: ANN, subject: 'A suggestion for the OTDI project', text: 'Have you thought of tides?' });
    await on.mail({
      from: RAE,
      to: 'ann@example.org, data@thealliance.ai',
      subject: 'Re: A suggestion for the OTDI project',
      text: 'We have now, thank you. It is on our list.',
      headers: { 'In-Reply-To': '<story-1@mail.example.org>', References: '<story-1@mail.example.org>' },
    });
  });
});

describe('our own people', () => {
  story(
    'the prepared mail of the digest closes the question that it answers',
    { states: {}, replies: 1 },
    async (on) => {
      await on.mail({ from: ANN, subject: 'A suggestion for the OTDI project', text: 'Have you thought of tides?' });
      await on.mail({
        from: RAE,
        to: 'ann@example.org',
        subject: 'Re: A suggestion for the OTDI project [M-0001]',
        text: 'We have now, thank you.',
        headers: { Cc: 'data@thealliance.ai' },
      });
      expect(on.store.messages().map((one) => one.class)).toEqual(['answered', 'ignored']);
    },
  );

  story('what they write to others in another matter needs nobody', { states: {}, replies: 0 }, async (on) => {
    await on.mail({
      from: RAE,
      to: 'ann@example.org',
      subject: 'Lunch?',
      text: 'At one?',
      headers: { Cc: 'data@thealliance.ai' },
    });
    expect(on.store.message('M-0001')?.disposition?.is).toBe('ignore');
  });

  story(
    'a question beside an answer: no reminder while it waits, and one when it was closed',
    { states: { 'DS-0001': 'incomplete' }, replies: 3 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '', terms: 'Yes/No' }));
      await on.reply({ from: ANN, text: 'Dataset location (URL): https://data.example.org/tides\n\nWho may read it?' });
      await on.later(40);
      expect(on.store.messages().map((one) => one.class)).toEqual(['answered', 'with a person']);
      await on.order('close M-0002');
      await on.later(8);
      expect(on.store.submissions()[0]?.attached).toEqual([]);
    },
  );

  story(
    'what is on hold and lacks something is not accepted',
    { states: { 'DS-0001': 'on-hold' }, replies: 1 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.order('hold DS-0001 until Friday');
      await on.order('accept DS-0001');
    },
  );
});

describe('machines', () => {
  story(
    'an out-of-office reply to our letter changes nothing',
    { states: { 'DS-0001': 'incomplete' }, replies: 1 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.reply({
        from: ANN,
        subject: 'Automatic reply: I want to contribute a dataset',
        text: 'I am away until Monday.',
        headers: { 'Auto-Submitted': 'auto-replied' },
      });
    },
  );

  story(
    'an out-of-office reply with our whole acknowledgment below needs nobody',
    { states: { 'DS-0001': 'ready' }, replies: 1 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.reply({
        from: ANN,
        subject: 'Automatic reply: I want to contribute a dataset',
        text: outlook(on, 'I am away until Monday.'),
        quote: 'none',
        headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
      });
      expect(on.store.message('M-0002')?.disposition?.is).toBe('ignore');
    },
  );

  story(
    'a bounce of our letter stops the reminder until the address writes again',
    { states: { 'DS-0001': 'ready' }, replies: 2 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, url: '' }));
      await on.mail(bounceOf(on.sent[0]?.messageId ?? '', 'ann@example.org'));
      await on.later(8);
      await on.reply({ from: ANN, text: 'https://data.example.org/tides' });
    },
  );

  story(
    'what a bounce held leaves once the address writes again',
    { states: { 'DS-0001': 'accepted' }, replies: 3 },
    async (on) => {
      await on.mail(offer(WHOLE));
      await on.mail(bounceOf(on.sent[0]?.messageId ?? '', 'ann@example.org'));
      await on.order('accept DS-0001');
      expect(on.store.outbox(true).map(({ state }) => state)).toContain('held');
      await on.mail({ from: ANN, subject: 'Hello?', text: 'Our server was down. Did you write?' });
      expect(on.store.outbox(true).map(({ state }) => state)).not.toContain('held');
    },
  );

  story(
    'an answer of somebody who will be away is not lost',
    { states: { 'DS-0001': 'incomplete' }, replies: 1 },
    async (on) => {
      await on.mail(offer({ ...WHOLE, terms: 'Yes/No' }));
      await on.reply({ from: ANN, text: 'Yes.\n\nI am on vacation from tomorrow.' });
      expect(on.store.messages().map((one) => one.class)).toContain('with a person');
    },
  );

  story('a forged bounce mutes nobody', { states: { 'DS-0001': 'ready' }, replies: 2 }, async (on) => {
    await on.mail(offer({ ...WHOLE, url: '' }));
    await on.mail(bounceOf('<made-up@example.net>', 'ann@example.org'));
    await on.reply({ from: ANN, text: 'https://data.example.org/tides' });
  });
});

const bounceOf = (messageId: string, recipient: string) => ({
  from: 'Mail Delivery System <MAILER-DAEMON@mx.example.org>',
  subject: 'Undelivered Mail Returned to Sender',
  headers: {
    'Return-Path': '<>',
    'Auto-Submitted': 'auto-replied',
    'Content-Type': 'multipart/report; report-type=delivery-status; boundary="b"',
  },
  text: [
    '--b',
    'Content-Type: text/plain',
    '',
    'Your message could not be delivered.',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.org',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 user unknown',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId}`,
    `To: ${recipient}`,
    '',
    '--b--',
  ].join('\n'),
});

describe('limits', () => {
  story(
    'the third answer of the day says that it is the last',
    { states: { 'DS-0001': 'ready', 'DS-0002': 'ready', 'DS-0003': 'ready', 'DS-0004': 'ready' }, replies: 4 },
    async (on) => {
      for (const n of [1, 2, 3, 4])
        await on.mail(offer({ ...WHOLE, name: `Tides ${n}`, url: `https://data.example.org/${n}` }));
      await on.later(1);
    },
    { replyLimit: { count: 3, within: 86_400_000 } },
  );

  story(
    'mail that is too old waits for a person, who releases it',
    { states: { 'DS-0001': 'ready' }, replies: 1 },
    async (on) => {
      await on.mail({ ...offer(WHOLE), arrivedDaysAgo: 30 });
      await on.release('M-0001');
    },
  );

  story('a sender with two addresses in From is not answered', { states: {}, replies: 0 }, async (on) => {
    await on.mail({ ...offer(WHOLE), from: 'ann@example.org, ben@example.com' });
  });

  story('a name that holds a link is not echoed', { states: { 'DS-0001': 'incomplete' }, replies: 1 }, async (on) => {
    await on.mail({
      from: ANN,
      subject: SUBJECT,
      text: block({ ...WHOLE, name: 'Free money at https://evil.example.com', url: '' }),
    });
  });
});
