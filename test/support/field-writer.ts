/**
 * Writes the form's block of fields as people and their mail clients do, so that reading it back can be tried on every combination.
 */
import type { Line, ReadLine } from '../../src/mail/lines.ts';
import { readLines } from '../../src/mail/quotes.ts';

export type Block = {
  readonly datasetName: string;
  readonly datasetUrl: string;
  readonly hostingRequested: boolean;
  readonly contactEmail: string;
  readonly termsAccepted: boolean;
};
export type Pair = { readonly label: string; readonly value: string };

const KEYS = ['datasetName', 'datasetUrl', 'hostingRequested', 'contactEmail', 'termsAccepted'] as const;
const yesNo = (value: boolean): string => (value ? 'Yes' : 'No');
const shown = (block: Block, key: (typeof KEYS)[number]): string => {
  const value = block[key];
  return typeof value === 'boolean' ? yesNo(value) : value;
};

export const LABELS: Readonly<Record<string, readonly string[]>> = {
  documented: [
    'Dataset name',
    'Dataset location (URL)',
    'I want the Alliance to host it',
    'My email address',
    'I agree to the terms for contribution',
  ],
  'second form': ['dataset-name', 'dataset-url', 'dataset-alliance-hosting', 'email', 'agree-to-terms'],
  capitals: [
    'DATASET NAME',
    'DATASET LOCATION (URL)',
    'I WANT THE ALLIANCE TO HOST IT',
    'MY EMAIL ADDRESS',
    'I AGREE TO THE TERMS FOR CONTRIBUTION',
  ],
  short: ['Name', 'URL', 'Host', 'Email', 'Terms'],
  reworded: [
    'Name of the dataset',
    'Dataset Location',
    'I would like the Alliance to host the dataset',
    'Email address',
    'I agree to the terms of contribution',
  ],
  'in other words': [
    'The name of our dataset',
    'Where it can be found',
    'Should the AI Alliance host our data',
    'Please reply to this e-mail address',
    'We accept the terms and conditions',
  ],
  misspelt: [
    'Datset name',
    'Dataset locaton (URL)',
    'I want the Aliance to host it',
    'My emial address',
    'I agree to the tems for contribution',
  ],
  required: [
    'Dataset name *',
    'Dataset location (URL) *',
    'I want the Alliance to host it (yes/no)',
    'My email address (required)',
    'I agree to the terms for contribution [required]',
  ],
  German: [
    'Name des Datensatzes',
    'Ort des Datensatzes (URL)',
    'Ich möchte, dass die Alliance ihn hostet',
    'Meine E-Mail-Adresse',
    'Ich stimme den Bedingungen für den Beitrag zu',
  ],
  French: [
    'Nom du jeu de données',
    'Emplacement du jeu de données (URL)',
    "Je souhaite que l'Alliance l'héberge",
    'Mon adresse e-mail',
    "J'accepte les conditions de contribution",
  ],
  Spanish: [
    'Nombre del conjunto de datos',
    'Ubicación del conjunto de datos (URL)',
    'Quiero que la Alianza lo aloje',
    'Mi dirección de correo electrónico',
    'Acepto los términos de contribución',
  ],
  Italian: [
    'Nome del dataset',
    'Posizione del dataset (URL)',
    "Voglio che l'Alliance lo ospiti",
    'Il mio indirizzo e-mail',
    'Accetto i termini di contribuzione',
  ],
  Portuguese: [
    'Nome do conjunto de dados',
    'Localização do conjunto de dados (URL)',
    'Quero que a Aliança o hospede',
    'Meu endereço de e-mail',
    'Concordo com os termos de contribuição',
  ],
  Dutch: [
    'Naam van de dataset',
    'Locatie van de dataset (URL)',
    'Ik wil dat de Alliance het host',
    'Mijn e-mailadres',
    'Ik ga akkoord met de voorwaarden voor de bijdrage',
  ],
  Polish: [
    'Nazwa zbioru danych',
    'Lokalizacja zbioru danych (URL)',
    'Chcę, aby Alliance go hostowało',
    'Mój adres e-mail',
    'Zgadzam się na warunki wkładu',
  ],
  Japanese: [
    'データセット名',
    'データセットの場所 (URL)',
    'アライアンスによるホスティングを希望',
    'メールアドレス',
    '条件に同意します',
  ],
  Chinese: ['数据集名称', '数据集位置 (URL)', '我希望联盟托管它', '我的电子邮件地址', '我同意贡献条款'],
};

/** Label sets whose words are too common to be found within a line by themselves. */
export const LOOSE: ReadonlySet<string> = new Set(['in other words', 'misspelt', 'required']);

export const pairs = (block: Block, labels: readonly string[]): readonly Pair[] =>
  KEYS.map((key, index) => ({ label: labels[index] ?? key, value: shown(block, key) }));

const each =
  (write: (pair: Pair, index: number) => string) =>
  (all: readonly Pair[]): string =>
    all.map(write).join('\n');

/** How a person writes pairs down. */
export const HANDS: Readonly<Record<string, (all: readonly Pair[]) => string>> = {
  plain: each(({ label, value }) => `${label}: ${value}`),
  'no space': each(({ label, value }) => `${label}:${value}`),
  'two spaces': each(({ label, value }) => `${label}:  ${value}`),
  'space before the colon': each(({ label, value }) => `${label} : ${value}`),
  'no-break space before the colon': each(({ label, value }) => `${label}\u00a0: ${value}`),
  'full-width colon': each(({ label, value }) => `${label}：${value}`),
  dashes: each(({ label, value }) => `- ${label}: ${value}`),
  stars: each(({ label, value }) => `* ${label}: ${value}`),
  'double stars': each(({ label, value }) => `* * ${label}: ${value}`),
  dots: each(({ label, value }) => `•\t${label}: ${value}`),
  'Word bullets': each(({ label, value }) => `·\u00a0\u00a0\u00a0 ${label}: ${value}`),
  'Word circles': each(({ label, value }) => `o\u00a0\u00a0 ${label}: ${value}`),
  numbers: each(({ label, value }, index) => `${index + 1}. ${label}: ${value}`),
  letters: each(({ label, value }, index) => `${'abcde'[index]}) ${label}: ${value}`),
  bold: each(({ label, value }) => `*${label}:* ${value}`),
  'bold, colon outside': each(({ label, value }) => `**${label}**: ${value}`),
  underscores: each(({ label, value }) => `_${label}_: ${value}`),
  equals: each(({ label, value }) => `${label} = ${value}`),
  dash: each(({ label, value }) => `${label} - ${value}`),
  'long dash': each(({ label, value }) => `${label} – ${value}`),
  arrow: each(({ label, value }) => `${label} -> ${value}`),
  tab: each(({ label, value }) => `${label}\t${value}`),
  'colon and tab': each(({ label, value }) => `${label}:\t${value}`),
  'table bars': each(({ label, value }) => `| ${label} | ${value} |`),
  'next line': each(({ label, value }) => `${label}:\n${value}`),
  'next line, indented': each(({ label, value }) => `${label}:\n   ${value}`),
  'next line, blank between': each(({ label, value }) => `${label}:\n\n${value}\n`),
  'quoted line': each(({ label, value }) => `“${label}: ${value}”`),
  'values quoted': each(({ label, value }) => `${label}: "${value}"`),
  'values in angle brackets': each(({ label, value }) => `${label}: <${value}>`),
};

/** Hands whose labels can't be told from other words once the line ends are gone. */
export const BY_LINE: ReadonlySet<string> = new Set([
  'equals',
  'dash',
  'long dash',
  'arrow',
  'tab',
  'table bars',
  'dashes',
  'stars',
  'double stars',
  'dots',
  'Word bullets',
  'Word circles',
  'numbers',
  'letters',
  'bold',
  'bold, colon outside',
  'underscores',
  'quoted line',
  'next line',
  'next line, indented',
  'next line, blank between',
]);

const wrap = (line: string, width: number): string => {
  const rows: string[] = [];
  let row = '';
  for (const word of line.split(' ')) {
    if (row !== '' && row.length + 1 + word.length > width) {
      rows.push(row);
      row = word;
    } else row = row === '' ? word : `${row} ${word}`;
  }
  return [...rows, row].join('\n');
};

/** What a client or gateway makes of the text; those of ONE_LINE lose the line ends. */
export const CLIENTS: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'double spacing': (text) => text.replaceAll('\n', '\n\n'),
  'blank lines of one space': (text) => text.replaceAll('\n', '\n \n'),
  'wrapped at 72': (text) =>
    text
      .split('\n')
      .map((line) => wrap(line, 72))
      .join('\n'),
  'wrapped at 40': (text) =>
    text
      .split('\n')
      .map((line) => wrap(line, 76))
      .join('\n'),
  'no-break spaces': (text) => text.replaceAll(' ', '\u00a0'),
  'zero-width spaces': (text) => text.replace(/([:：]) ?/g, '$1 \u200b').replace(/$/gm, '\u200b'),
  'bidi marks': (text) => text.replace(/^.+$/gm, '\u202b$&\u202c'),
  'byte order mark': (text) => `\ufeff${text}`,
  greeting: (text) =>
    `Dear all,\n\nplease find our dataset below: we hope that you like it.\n\n${text}\n\nKind regards,\nAnn Example`,
  'signature card': (text) =>
    `${text}\n\nBest regards\nAnn Example\nEmail: office@institute.example\nURL: https://institute.example\nName: Institute`,
  'signature marked': (text) =>
    `${text}\n\n-- \nEmail: office@institute.example\nURL: https://institute.example\nName: Institute`,
  'sent from a phone': (text) => `${text}\n\nSent from my iPhone`,
  'sent from a phone, glued': (text) => `${text}Sent from my Galaxy`,
  'gateway banner': (text) =>
    `CAUTION: This email originated from outside of the organization. Do not click links.\n\n${text}`,
  'literal \\n': (text) => text.replaceAll('\n', '\\n'),
  'literal \\r\\n': (text) => text.replaceAll('\n', '\\r\\n'),
  'literal <BR>': (text) => text.replaceAll('\n', '<BR>'),
  'line separator': (text) => text.replaceAll('\n', '\u2028'),
  quoted: (text) => text.replace(/^/gm, '> '),
  'quoted twice': (text) => text.replace(/^/gm, '> > '),
  'empty template first': (text) => `${TEMPLATE}\n\n${text}`,
  'empty template last': (text) => `${text}\n\n${TEMPLATE}`,
  'empty template quoted': (text) =>
    `${text}\n\nOn Monday data@thealliance.example wrote:\n${TEMPLATE.replace(/^/gm, '> ')}`,
  twice: (text) => `${text}\n\n${text}`,
  'other fields beside': (text) => `${text}\nLicense: CC BY 4.0\nSize: 3 GB`,
};

export const ONE_LINE: Readonly<Record<string, (text: string) => string>> = {
  'line ends lost': (text) => text.replaceAll('\n', ' '),
  'line ends lost, greeting': (text) => `Hello, here it is. ${text.replaceAll('\n', ' ')} Sent from my iPhone`,
  glued: (text) => text.replaceAll('\n', ''),
};

const TEMPLATE = [
  'Dataset name:',
  'Dataset location (URL): ',
  'I want the Alliance to host it: Yes/No',
  'My email address:',
  'I agree to the terms for contribution: Yes/No',
].join('\n');

/** Text as a plain part's lines, quote depth counted. */
export const linesOf = (text: string): readonly ReadLine[] =>
  readLines(
    text.split('\n').map((row, index): Line => {
      const marks = /^(?:> ?)*/.exec(row)?.[0] ?? '';
      return {
        text: row.slice(marks.length),
        part: '1',
        number: index + 1,
        depth: marks.split('>').length - 1,
        marks: [],
      };
    }),
  );
