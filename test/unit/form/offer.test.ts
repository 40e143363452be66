import { describe, expect, test } from 'vitest';
import { type Offer, readOffers } from '../../../src/form/offer.ts';
import { linesOf } from '../../support/field-writer.ts';
import { form } from '../../support/form-file.ts';

const offersIn = (text: string): readonly Offer[] =>
  readOffers([{ source: 'plain', lines: linesOf(text) }], form, {
    from: 'sender@example.org',
    own: ['data@otdi.example.org'],
  });

/** Fields and problems on one line each: name, URL, hosting, address, terms. */
const page = (text: string): string =>
  offersIn(text)
    .map((offer) =>
      form.fields
        .filter((field) => field.required)
        .map((field) => offer.answers[field.key]?.value ?? offer.problems.find((one) => one.field === field.key)?.code)
        .join(' | '),
    )
    .join('\n');

const U = 'https://example.org/data';
const A = 'ann@example.org';
const ALL = `X | ${U} | true | ${A} | true`;
const block = (change: Partial<Record<'name' | 'url' | 'host' | 'email' | 'terms', string>> = {}): string =>
  [
    `Dataset name: ${change.name ?? 'X'}`,
    `Dataset location (URL): ${change.url ?? U}`,
    `I want the Alliance to host it: ${change.host ?? 'Yes'}`,
    `My email address: ${change.email ?? A}`,
    `I agree to the terms for contribution: ${change.terms ?? 'Yes'}`,
  ].join('\n');

describe('values', () => {
  test.each<[string, string, string]>([
    ['as documented', block(), ALL],
    [
      'a name of a label’s words',
      block({ name: 'My email address: a study of signatures' }),
      `My email address: a study of signatures | ${U} | true | ${A} | true`,
    ],
    [
      'a name of another label’s words',
      block({ name: 'Dataset location (URL): a history' }),
      `Dataset location (URL): a history | ${U} | true | ${A} | true`,
    ],
    [
      'a name with a short label in it',
      block({ name: 'Open Terms: a corpus' }),
      `Open Terms: a corpus | ${U} | true | ${A} | true`,
    ],
    ['a name in quotes', block({ name: '"X"' }), ALL],
    ['a name with its link behind', block({ name: `X <${U}>` }), ALL],
    [
      'a name with NBSP and control characters',
      block({ name: '\u00a0A\u00a0\u0007B\u202e' }),
      `A B | ${U} | true | ${A} | true`,
    ],
    ['a name too long', block({ name: 'x'.repeat(201) }), `invalid | ${U} | true | ${A} | true`],
    ['a name of 200 characters', block({ name: 'x'.repeat(200) }), `${'x'.repeat(200)} | ${U} | true | ${A} | true`],
    ['a name in marks of HTML', block({ name: '<b>X</b>' }), ALL],
    ['no name yet', block({ name: 'no name yet' }), `missing | ${U} | true | ${A} | true`],
    ['our own address', block({ email: 'Data@OTDI.example.org' }), `X | ${U} | true | invalid | true`],
    ['a pointer instead of a name', block({ name: 'see the link' }), `missing | ${U} | true | ${A} | true`],
    ['no name but dots', block({ name: '...' }), `missing | ${U} | true | ${A} | true`],
    ['no name but N/A', block({ name: 'N/A' }), `missing | ${U} | true | ${A} | true`],
    ['no name but a placeholder', block({ name: '<your dataset name>' }), `missing | ${U} | true | ${A} | true`],
    ['a name that is a number', block({ name: '42' }), `42 | ${U} | true | ${A} | true`],
    ['URL in a sentence', block({ url: `It lives at ${U}.` }), ALL],
    ['URL doubled', block({ url: `${U} <${U}>` }), ALL],
    ['two URLs', block({ url: `${U} and https://example.org/other` }), `X | ambiguous | true | ${A} | true`],
    ['one URL in two spellings', block({ url: `${U} (http://www.example.org/data/)` }), ALL],
    ['a scheme said twice', block({ url: `https://${U}` }), ALL],
    ['blanks in a file’s name', block({ url: `${U}/my own data.csv` }), `X | ambiguous | true | ${A} | true`],
    ['a URL and what it is', block({ url: `${U} tides of 2024, 4 GB` }), ALL],
    ['a URL and the file to look for', block({ url: `${U} see readme.txt` }), ALL],
    ['script URL', block({ url: 'javascript:alert(1)' }), `X | invalid | true | ${A} | true`],
    ['loopback', block({ url: 'http://127.0.0.1:8000/' }), `X | invalid | true | ${A} | true`],
    ['no URL yet', block({ url: 'TBD' }), `X | missing | true | ${A} | true`],
    ['see attached', block({ url: 'see attached file' }), `X | invalid | true | ${A} | true`],
    ['an answer, and a question behind it', block({ host: 'Yes. How do I upload it?' }), ALL],
    ['the same of the terms', block({ terms: 'Yes. Where can I read them?' }), `X | ${U} | true | ${A} | ambiguous`],
    ['two addresses', block({ email: `${A}, bob@example.org` }), `X | ${U} | true | ambiguous | true`],
    ['bad address', block({ email: 'not-an-address' }), `X | ${U} | true | invalid | true`],
    ['address left empty: From is no answer to it', block({ email: '' }), `X | ${U} | true | missing | true`],
    ['choices left alone', block({ host: 'Yes/No', terms: 'Yes/No' }), `X | ${U} | unanswered | ${A} | unanswered`],
    ['answers behind the choice', block({ host: 'Yes/No: yes', terms: 'Yes/No: yes' }), ALL],
    [
      'terms with a condition',
      block({ terms: 'Yes, but only for non-commercial use' }),
      `X | ${U} | true | ${A} | conditional`,
    ],
    [
      'terms refused under a condition',
      block({ terms: 'No, only if you change section 3' }),
      `X | ${U} | true | ${A} | conditional`,
    ],
    ['terms refused', block({ terms: 'I do not agree' }), `X | ${U} | true | ${A} | false`],
    ['hosting in doubt', block({ host: 'not sure yet' }), `X | ${U} | ambiguous | ${A} | true`],
    [
      'all left empty',
      block({ name: '', url: '', host: 'Yes/No', email: '', terms: 'Yes/No' }),
      'missing | missing | unanswered | missing | unanswered',
    ],
  ])('%s', (_, text, expected) => expect(page(text)).toBe(expected));
});

describe('what clients and people do to the block', () => {
  test.each<[string, string, string]>([
    [
      'a prose line before a lone label',
      'I would like to add my dataset.\nDataset name: X',
      'X | missing | missing | missing | missing',
    ],
    [
      'answers below quoted labels',
      `> Dataset name:\nX\n> Dataset location (URL):\n${U}\n> I want the Alliance to host it: Yes/No\nYes\n> My email address:\n${A}\n> I agree to the terms for contribution: Yes/No\nYes`,
      ALL,
    ],
    [
      'the same with blank lines',
      `> Dataset name:\n\nX\n\n> Dataset location (URL):\n\n${U}\n\n> I want the Alliance to host it: Yes/No\n\nYes please\n\n> My email address:\n\n${A}\n\n> I agree to the terms for contribution: Yes/No\n\nI agree`,
      ALL,
    ],
    ['answers below the choices', block({ host: 'Yes/No\nYes', terms: 'Yes/No\n\nYes' }), ALL],
    ['quoted block alone', block().replace(/^/gm, '> '), ALL],
    [
      'a correction above the quoted block',
      `Dataset location (URL): https://example.org/new\n\n${block().replace(/^/gm, '> ')}`,
      `X | https://example.org/new | true | ${A} | true`,
    ],
    [
      'URL wrapped twice',
      block({ url: 'https://example.org/a/very/long/path/that/goes/on\n/and/on/until/the/\nend_of_it.csv?x=1' }),
      `X | https://example.org/a/very/long/path/that/goes/on/and/on/until/the/end_of_it.csv?x=1 | true | ${A} | true`,
    ],
    [
      'a name with a colon below its label',
      block({ name: '\nVoices of Kiel: an oral history' }),
      `Voices of Kiel: an oral history | ${U} | true | ${A} | true`,
    ],
    [
      'a name that begins as a field might',
      block({ name: '\nLanguages of Kenya: a corpus' }),
      `Languages of Kenya: a corpus | ${U} | true | ${A} | true`,
    ],
    [
      'a field of their own below an empty name',
      block({ name: '\nFile format: CSV' }),
      `missing | ${U} | true | ${A} | true`,
    ],
    [
      'escaped for Markdown',
      block({ name: 'A\\_B', url: 'https://example.org/a\\_b', email: 'ann\\_b@example.org' }),
      'A_B | https://example.org/a_b | true | ann_b@example.org | true',
    ],
    [
      'a second URL below the first',
      block({ url: `${U}\nhttps://mirror.example.com/x` }),
      `X | ambiguous | true | ${A} | true`,
    ],
    ['headings with a line drawn under them', block().replace(/^(.*?): (.*)$/gm, '$1\n----------\n\n$2\n'), ALL],
    ['the same URL below the first', block({ url: `${U}\n${U}/` }), ALL],
    [
      'URL cut within a word',
      block({ url: 'https://huggingface.co/datasets/openfoodfact\ns/product-database' }),
      `X | https://huggingface.co/datasets/openfoodfacts/product-database | true | ${A} | true`,
    ],
    [
      'a URL before thanks',
      `${block({ terms: 'Yes' }).split('\n').reverse().slice(0, 4).join('\n')}\nThanks`,
      `missing | ${U} | true | ${A} | true`,
    ],
    [
      'name wrapped',
      block({ name: 'A long name of a dataset about everything that rivers carry\nto the sea' }),
      `A long name of a dataset about everything that rivers carry to the sea | ${U} | true | ${A} | true`,
    ],
    [
      'flowed: an empty field joined with the next',
      `Dataset name: X\nDataset location (URL): I want the Alliance to host it: Yes\nMy email address: ${A}\nI agree to the terms for contribution: Yes`,
      `X | missing | true | ${A} | true`,
    ],
    [
      'template on one line',
      block({ name: '', url: '', host: 'Yes/No', email: '', terms: 'Yes/No' }).replaceAll('\n', ' '),
      'missing | missing | unanswered | missing | unanswered',
    ],
    [
      'bad address on one line',
      block({ email: 'not-an-address' }).replaceAll('\n', ' '),
      `X | ${U} | true | invalid | true`,
    ],
    [
      'false label on one line',
      block({ name: 'My email address: a study' }).replaceAll('\n', ' '),
      `My email address: a study | ${U} | true | ${A} | true`,
    ],
    [
      'boxes below the label',
      `Dataset name: X\nDataset location (URL): ${U}\nI want the Alliance to host it:\n[x] Yes\n[ ] No\nMy email address: ${A}\nI agree to the terms for contribution:\n[x] Yes\n[ ] No`,
      ALL,
    ],
    [
      'a table with a header row',
      `Dataset name\tDataset location (URL)\tI want the Alliance to host it\tMy email address\tI agree to the terms for contribution\nX\t${U}\tYes\t${A}\tYes`,
      ALL,
    ],
    [
      'a ruler within',
      `Dataset name: X\n-----\nDataset location (URL): ${U}\n_____\nI want the Alliance to host it: Yes\nMy email address: ${A}\nI agree to the terms for contribution: Yes`,
      ALL,
    ],
    [
      'plus signs everywhere',
      block({ name: '+Ann+and+Lee', url: `+${U}`, host: '+Yes', email: `+${A}`, terms: '+Yes' }).replace(
        /^[^:]+/gm,
        (label) => label.replaceAll(' ', '+'),
      ),
      `Ann and Lee | ${U} | true | ${A} | true`,
    ],
    [
      '%20 everywhere',
      block({ name: 'Ann and Lee' }).replaceAll(' ', '%20'),
      `Ann and Lee | ${U} | true | ${A} | true`,
    ],
    ['semicolons', block().replaceAll(/^([^:]+):/gm, '$1;'), ALL],
    [
      'no separator at all',
      `Dataset location (URL) ${U}\nMy email address ${A}\nI want the Alliance to host it Yes\nI agree to the terms for contribution Yes\nDataset name: X`,
      ALL,
    ],
    ['no separator behind the name, either', block().replaceAll(/^([^:]+):/gm, '$1'), ALL],
    [
      'a sentence in the words of a label',
      block({ name: '' }).replace('Dataset name:', 'Dataset name will follow next week'),
      `missing | ${U} | true | ${A} | true`,
    ],
    ['questions and answers', block().replaceAll(/^([^:]+): (.*)$/gm, 'Q: $1\nA: $2\n'), ALL],
    ['the same, numbered', block().replaceAll(/^([^:]+): (.*)$/gm, 'Question 2. $1\nAnswer: $2'), ALL],
    ['answers in brackets', block().replaceAll(/: (.*)$/gm, ': [$1]'), ALL],
    [
      'JSON on one line',
      JSON.stringify(
        Object.fromEntries(
          block()
            .split('\n')
            .map((line) => line.split(/: (.*)/, 2)),
        ),
      ),
      ALL,
    ],
    [
      'labels in two languages',
      block()
        .replace('Dataset name', 'Dataset name / Nom du jeu de données ')
        .replace('host it', 'host it / Hébergement ')
        .replace('My email address', 'My email address / Courriel '),
      ALL,
    ],
    ['an answer in a list below its label', block({ name: '\n- X' }), ALL],
    ['order changed', block().split('\n').reverse().join('\n'), ALL],
    [
      'a card without delimiter',
      `${block()}\n\nAnn Example\nEmail: sales@shop.example\nURL: https://shop.example\nName: Shop`,
      ALL,
    ],
    [
      'other fields between',
      block().replace('\nI want', '\nLicense: MIT\nLicense URL: https://example.org/mit\nI want'),
      ALL,
    ],
    [
      'PGP',
      `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n${block()}\n\n-----BEGIN PGP SIGNATURE-----\n\niQIz\n-----END PGP SIGNATURE-----`,
      ALL,
    ],
    ['dash-escaped', block().replace(/^/gm, '- - '), ALL],
    [
      'answers first, labels in other words after',
      `Name: X\nLink: ${U}\nHosting: yes please\nE-mail: ${A}\nI accept the terms: yes`,
      ALL,
    ],
    ['label and answer in one sentence', `Dataset name is X`, ''],
    [
      'prose that names fields',
      'What do I write for the dataset name and my email address? I agree to the terms for contribution in general.',
      '',
    ],
    ['no label', 'Hello, how are you?', ''],
  ])('%s', (_, text, expected) => expect(page(text)).toBe(expected));
});

describe('what people do beside the labels', () => {
  const withUrl = (lines: string): string => block().replace(` ${U}`, lines);
  test.each<[string, string, string]>([
    ['the dataset among other links', block({ url: `${U} (paper: https://papers.example.org/1.pdf)` }), ALL],
    ['a mirror behind it', block({ url: `${U}, mirror at https://mirror.example.org/x` }), ALL],
    ['links that say what they are', block({ url: `code: https://code.example.org/x data: ${U}` }), ALL],
    ['a list of links', withUrl(`\n  Paper: https://papers.example.org/1.pdf\n  Data: ${U}`), ALL],
    [
      'two links that say nothing',
      block({ url: `${U} https://other.example.org/x` }),
      `X | ambiguous | true | ${A} | true`,
    ],
    ['a link in underscores', block({ url: `_${U}_`, name: '____X____', email: `__${A}__` }), ALL],
    ['a link in Markdown, its text the link', block({ url: `[${U}](${U})` }), ALL],
    ['an icon beside the link', block({ url: `[https://cdn.example.org/icon.png]data<${U}>` }), ALL],
    [
      'a DOI behind its resolver',
      block({ url: 'https://doi.org/ 10.5281/zenodo.1' }),
      `X | https://doi.org/10.5281/zenodo.1 | true | ${A} | true`,
    ],
    [
      'escaped once too often',
      block({ name: 'A &amp; B', url: `${U}?a=1&amp;b=2` }),
      `A & B | ${U}?a=1&b=2 | true | ${A} | true`,
    ],
    ['words below a link that are no part of it', withUrl(` ${U}/\n(public)`), `X | ${U}/ | true | ${A} | true`],
    ['a title, its link below', withUrl(` Rivers | Data Portal\n<${U}>`), ALL],
    ['the sender', block({ email: 'same as sender' }), `X | ${U} | true | sender@example.org | true`],
    ['this address', block({ email: 'this address' }), `X | ${U} | true | sender@example.org | true`],
    ['an address in backticks', block({ email: `\`${A}\`` }), ALL],
    ['an address spelt out', block({ email: 'ann @ example . org' }), ALL],
    ['an address cut behind its dot', block({ email: 'ann@example.\norg' }), ALL],
    ['no name but where to look', block({ name: 'see subject' }), `missing | ${U} | true | ${A} | true`],
    ['a label twice', block({ name: 'Dataset name: X' }), ALL],
    ['an arrow before the name', block({ name: '--> X' }), ALL],
    ['a name that begins with a star', block({ name: '*nix' }), `*nix | ${U} | true | ${A} | true`],
    ['columns', block().replaceAll(': ', '    '), ALL],
    ['leaders', block().replaceAll(': ', ' ..... '), ALL],
    ['numbers in keycaps', block().replace(/^/gm, '1\ufe0f\u20e3 '), ALL],
    ['a label cut in two', block().replace('terms for contribution', 'terms for\ncontribution'), ALL],
    ['a label with its answer behind a colon', block().replace(/I agree.*/, 'Terms: agreed'), ALL],
    [
      'boxes before labels',
      block({ terms: '' }).replace(
        'I agree to the terms for contribution: ',
        '- [x] I agree to the terms for contribution',
      ),
      ALL,
    ],
    [
      'a box that is empty',
      block({ terms: '' }).replace(
        'I agree to the terms for contribution: ',
        '- [ ] I agree to the terms for contribution',
      ),
      `X | ${U} | true | ${A} | unanswered`,
    ],
    [
      'columns for yes and no',
      block({ terms: '' })
        .replace('I agree', '\tYes\tNo\nI agree')
        .replace(': ', ':')
        .replace(/contribution:.*$/, 'contribution\t\tX'),
      `X | ${U} | true | ${A} | false`,
    ],
    ['an answer below a blank row', block({ terms: 'Yes/No' }).concat('\n\nYes, please.'), ALL],
    [
      'prose below a blank row',
      block({ terms: 'Yes/No' }).concat('\n\nYes, it would be great to talk.'),
      `X | ${U} | true | ${A} | unanswered`,
    ],
    [
      'prose below a field left empty',
      block({ terms: '' }).concat('\n\nI agree that open data matter.'),
      `X | ${U} | true | ${A} | missing`,
    ],
    [
      'a condition on the next line',
      block().concat('\n(This is subject to approval by our lawyers.)'),
      `X | ${U} | true | ${A} | conditional`,
    ],
    [
      'a footnote to an answer',
      block({ terms: 'Yes*' }).concat('\n* but not the images'),
      `X | ${U} | true | ${A} | conditional`,
    ],
    ['courtesy on the next line', block().concat('\nPlease tell me if there is anything else.'), ALL],
    ['terms refused in the label', block().replace('I agree', 'I do not agree'), `X | ${U} | true | ${A} | ambiguous`],
    [
      'most of the terms',
      block().replace('to the terms', 'to most of the terms'),
      `X | ${U} | true | ${A} | ambiguous`,
    ],
    ['hosting refused in the label', block().replace('I want', 'I don’t want'), `X | ${U} | ambiguous | ${A} | true`],
    [
      'a link put right below',
      block({ url: 'https://example.org/old' }).concat(`\n\nPS: Sorry, the URL should be ${U}`),
      ALL,
    ],
    [
      'an address put right below',
      block({ email: 'ann@exmaple.org' }).concat(`\n\nP.S. typo in my address above, it's ${A}`),
      ALL,
    ],
    [
      'a consent taken back below',
      block().concat('\n\nOn second thoughts: we have NOT agreed to the terms yet.'),
      `X | ${U} | true | ${A} | conditional`,
    ],
    [
      'a consent that is provisional',
      `Our consent below is provisional until the director has signed.\n\n${block()}`,
      `X | ${U} | true | ${A} | conditional`,
    ],
    [
      'words about consent',
      block().concat('\n\nWe are glad that you accept data of all kinds, and agree with your aims.'),
      ALL,
    ],
    [
      'a link to something else below',
      block().concat('\n\nSorry, the paper is at another address: https://papers.example.org/1'),
      ALL,
    ],
    [
      'something that they do not agree to',
      block().concat('\nI do not agree to derivative works being made, though.'),
      `X | ${U} | true | ${A} | conditional`,
    ],
    [
      'second thoughts about hosting',
      block().concat("\n\nP.S. On second thoughts, please do not host it, we'll keep it on our own server."),
      `X | ${U} | false | ${A} | true`,
    ],
    [
      'a host that was down',
      block({ host: 'No' }).concat('\n\nSorry for the delay, our host was down.'),
      `X | ${U} | false | ${A} | true`,
    ],
    ['words about hosting', block().concat('\n\nThank you for hosting such a project, and sorry for the delay.'), ALL],
    ['the address for copies', block({ email: `${A}, copie à bob@example.org` }), ALL],
    ['the sender, in Swedish', block({ email: 'samma som avsändaren' }), `X | ${U} | true | sender@example.org | true`],
    ['not the sender, in German', block({ email: 'nicht der Absender' }), `X | ${U} | true | invalid | true`],
    ['the consent of participants', block().concat('\n\nThe consent of all participants covers only research.'), ALL],
    ['another address below', block().concat('\n\nFor the press, write to press@example.org instead.'), ALL],
  ])('%s', (_, text, expected) => expect(page(text)).toBe(expected));
});

describe('what is no agreement to the terms', () => {
  const consentIn = (text: string) => {
    const [offer] = offersIn(text);
    return offer?.answers['termsAccepted']?.value ?? offer?.problems.find((one) => one.field === 'termsAccepted')?.code;
  };

  test.each([
    'We would like to read the terms first',
    'Waiting on legal, will agree soon',
    'fine by me, my employer has to sign off',
    'Glad to talk about it',
    'perfect, what are they',
    'not at this time',
    'none',
    'I host the data myself',
    'Por confirmar',
    'Da muss ich fragen',
    'Si mi universidad lo aprueba',
  ])('behind the label: %s', (words) => expect(typeof consentIn(block({ terms: words }))).toBe('string'));

  test.each([
    'Please confirm receipt.',
    'Perfect, thanks.',
    'Happy to answer questions.',
    'I would love to hear from you.',
    'Gerne mehr auf Anfrage',
  ])('below the untouched line: %s', (words) => {
    for (const between of ['\n', '\n\n'])
      expect(typeof consentIn(`${block({ terms: 'Yes/No' })}${between}${words}`)).toBe('string');
  });

  test.each([
    'We can only agree to the terms for the images, not for the text.',
    'Ignore the Yes above, my boss has not agreed.',
    'I did not have time to read the terms yet.',
    'Note: we have not yet obtained the permission of the copyright holders.',
  ])('below the form: %s', (words) => expect(consentIn(`${block()}\n\n${words}`)).toBe('conditional'));

  test.each(['Let us know if you accept it.', 'The data are not large.', 'I agree to the terms, of course.'])(
    'and what takes nothing back: %s',
    (words) => expect(consentIn(`${block()}\n\n${words}`)).toBe(true),
  );
});

describe('what is no web address', () => {
  test.each(['attached my_data.mat', 'not yet online.Please advise', 'ask Dr.Miller', 'node.js data'])('%s', (url) =>
    expect(page(block({ url }))).toBe(`X | invalid | true | ${A} | true`),
  );

  test.each(['CC-BY-4.0', '10GB', 'README.md'])('%s below one goes on with none', (below) =>
    expect(page(block({ url: `${U}\n${below}` }))).toBe(ALL),
  );

  test('a paper in a sentence with “should be” is no correction', () =>
    expect(page(`${block()}\n\nThe dataset should be cited as Lee et al., https://doi.org/10.1234/abcd`)).toBe(ALL));
});

describe('repeats', () => {
  test.each<[string, string, string]>([
    ['the same twice', `${block()}\n\n${block()}`, ALL],
    [
      'another URL later',
      `${block()}\n\nDataset location (URL): https://other.example.org/second`,
      `X | conflict | true | ${A} | true`,
    ],
    ['the same URL in another spelling', `${block()}\n\nDataset location (URL): http://www.example.org/data/`, ALL],
    [
      'an empty template and an answer',
      `${block({ name: '', url: '', host: 'Yes/No', email: '', terms: 'Yes/No' })}\n\n${block()}`,
      ALL,
    ],
    [
      'a condition beside a yes',
      `${block()}\nI agree to the terms for contribution: Yes, but only for research`,
      `X | ${U} | true | ${A} | conditional`,
    ],
    ['yes and no', `${block()}\nI agree to the terms for contribution: No`, `X | ${U} | true | ${A} | conflict`],
    [
      'two offers',
      `${block()}\n\n${block({ name: 'Y', url: 'https://example.org/y' })}`,
      `${ALL}\nY | https://example.org/y | true | ${A} | true`,
    ],
    [
      'two offers, of which one says not yet where it is',
      `${block()}\n\n${block({ name: 'Y', url: '' })}`,
      `${ALL}\nY | missing | true | ${A} | true`,
    ],
    [
      'one offer, its name and address put right below',
      `${block({ url: '' })}\n\nDataset name: Y\nDataset location (URL): ${U}`,
      `conflict | ${U} | true | ${A} | true`,
    ],
    ['one offer, its name corrected', `${block()}\n\n${block({ name: 'Y' })}`, `conflict | ${U} | true | ${A} | true`],
    [
      'an older offer quoted below a new one',
      `${block()}\n\n${block({ name: 'Y', url: 'https://example.org/y' }).replace(/^/gm, '> ')}`,
      ALL,
    ],
  ])('%s', (_, text, expected) => expect(page(text)).toBe(expected));

  test('a conflict names both values', () => {
    const [offer] = offersIn(`${block()}\n\nDataset location (URL): https://other.example.org/second`);
    const problem = offer?.problems.find((one) => one.code === 'conflict');
    expect(problem?.message).toContain(U);
    expect(problem?.message).toContain('https://other.example.org/second');
  });
});

describe("the web form's generations", () => {
  const web = (lines: Readonly<Record<string, string>>): string =>
    `${Object.entries(lines)
      .map(([label, value]) => `${label}:  ${value}`)
      .join('\n')}\n            `;

  test.each<[string, string, string]>([
    [
      'first',
      web({
        'dataset-name': 'X',
        'dataset-url': 'https: //example.org/data',
        'dataset-card': '',
        'dataset-alliance-hosting': 'on',
        email: A,
        'agree-to-terms': 'on',
      }),
      `X | ${U} | unanswered | ${A} | true`,
    ],
    [
      'second',
      web({
        'dataset-name': 'X',
        'dataset-url': 'https: //example.org/data',
        'dataset-card': '',
        email: A,
        'agree-to-terms': 'on',
      }),
      `X | ${U} | missing | ${A} | true`,
    ],
    [
      'third: From is the contact',
      web({ 'dataset-name': 'X', 'dataset-url': U, 'dataset-card': '', 'agree-to-terms': 'on' }),
      `X | ${U} | missing | sender@example.org | true`,
    ],
    [
      'fourth',
      web({ 'dataset-name': 'X', 'dataset-url': U, 'dataset-card': '' }),
      `X | ${U} | missing | sender@example.org | missing`,
    ],
    [
      'email asked for and left empty',
      web({ 'dataset-name': 'X', 'dataset-url': U, 'dataset-card': '', email: '', 'agree-to-terms': 'on' }),
      `X | ${U} | missing | missing | true`,
    ],
    ['cut at an ampersand', 'dataset-name:  C4 ', 'C4 | missing | missing | sender@example.org | missing'],
  ])('%s', (_, text, expected) => expect(page(text)).toBe(expected));

  test('a box that is always on is weak evidence', () => {
    expect(offersIn('dataset-name: X\nagree-to-terms: on')[0]?.answers['termsAccepted']).toMatchObject({
      value: true,
      strength: 'weak',
    });
    expect(offersIn(block({ terms: 'on' }))[0]?.answers['termsAccepted']?.strength).not.toBe('weak');
  });

  test.each([
    ['dataset-name:  C4 ', true],
    ['dataset-name:  X\ndataset-url:  https: //example.org/?a=1', true],
    [web({ 'dataset-name': 'X', 'dataset-url': U, 'dataset-card': '' }), false],
    ['Dataset name: X', false],
  ])('cut by the form: %j %s', (text, cut) => expect(offersIn(text)[0]?.cutByForm).toBe(cut));
});

describe('where a value came from', () => {
  test('line, label, rule and raw words', () => {
    const [offer] = offersIn('Hello\n\n* Dataset name : X\nDataset location (URL):\n  https://example.org/data');
    expect(offer?.provenance['datasetName']).toEqual({
      part: '1',
      line: 3,
      quoted: false,
      raw: 'X',
      label: 'Dataset name',
      rule: 'same line',
    });
    expect(offer?.provenance['datasetUrl']).toMatchObject({
      line: 5,
      label: 'Dataset location (URL)',
      rule: 'next line',
    });
  });
  test('quoted', () => expect(offersIn('> Dataset name: X')[0]?.provenance['datasetName']?.quoted).toBe(true));
  test('an answer below a quoted label is not quoted', () =>
    expect(offersIn('> Dataset name:\nX')[0]?.provenance['datasetName']).toMatchObject({ quoted: false, line: 2 }));
  test('extras', () =>
    expect(offersIn(`${block()}\nLicense: CC BY 4.0`)[0]?.extras).toEqual([{ label: 'License', value: 'CC BY 4.0' }]));
  test('no extras in prose and signatures', () =>
    expect(offersIn(`Note: this is prose.\n\n${block()}\n\nBest regards\nTel: 123`)[0]?.extras).toEqual([]));
});

describe('which part', () => {
  const part = (source: 'plain' | 'html' | 'attachment', text: string) => ({ source, lines: linesOf(text) });
  const name = (...parts: readonly ReturnType<typeof part>[]) =>
    readOffers(parts, form, { from: null })[0]?.answers['datasetName']?.value;
  test('plain where both say as much', () =>
    expect(name(part('html', 'Dataset name: H'), part('plain', 'Dataset name: P'))).toBe('P'));
  test('HTML where it answers more', () =>
    expect(name(part('plain', 'Dataset name: P'), part('html', block({ name: 'H' })))).toBe('H'));
  test('HTML where plain is a stub', () =>
    expect(name(part('plain', 'Needs an HTML viewer'), part('html', block({ name: 'H' })))).toBe('H'));
  test('attached text only where nothing else has a label', () => {
    expect(name(part('attachment', block({ name: 'T' })), part('plain', 'see attached'))).toBe('T');
    expect(name(part('attachment', block({ name: 'T' })), part('plain', 'Dataset name: P'))).toBe('P');
  });
  test('parts of one kind are one text', () =>
    expect(page(block())).toBe(
      readOffers(
        [
          part('plain', block().split('\n').slice(0, 2).join('\n')),
          part('plain', block().split('\n').slice(2).join('\n')),
        ],
        form,
        { from: null },
      )
        .map((offer) =>
          form.fields
            .filter((field) => field.required)
            .map((field) => offer.answers[field.key]?.value)
            .join(' | '),
        )
        .join('\n'),
    ));
});
