/**
 * Letter + Templates -> Draft, which the outbox keeps -> Worded: the mail as it will be sent, but for its octets.
 */
import type { Form } from '../form/form.ts';
import { type Heading, isMessageId, type Worded } from '../mail/draft.ts';
import type { Policy } from './decision.ts';
import { holdsLink, plain, safeName } from './echo.ts';
import { fill } from './fill.ts';
import type { Letter, TemplateName } from './letter.ts';
import type { LetterData } from './letter-data.ts';
import type { Templates } from './templates.ts';
import { messageIdOf, plusAddressOf, tokenFor } from './token.ts';

/**
 * A letter with its heading. The words come when its turn does, from `data`: to make them takes longer than all else about a letter.
 * Drafts of mailroom's first version had them already.
 */
export type Draft = (Heading & { readonly template: TemplateName; readonly data: LetterData }) | Worded;

/** Letters that nobody's mail asked for (RFC 3834 5: `auto-generated`); all others answer one. */
const UNASKED: ReadonlySet<TemplateName> = new Set([
  'reminder',
  'lapsed',
  'accepted',
  'declined',
  'question',
  'transfer',
  'published',
  'digest',
  'alert',
]);

/** A person's word causes the others too: `status` after `reopen`. Of what isn't automatic, only a transcript answers a mail. */
const isUnasked = ({ template, automatic }: Letter): boolean =>
  UNASKED.has(template) || (!automatic && template !== 'transcript');

const MAX_SUBJECT = 150;
const MAX_NAME = 60;
/** RFC 5322 3.6.4 has no bound; servers have one for a header field, and threads need the first and the newest. */
const MAX_REFERENCES = 20;

const ANSWER = /^(?:(?:re|aw|antw|sv|vs|rv|res|fwd?|wg|tr)(?:\[\d{1,3}\])?: ?)/i;

/** A subject without `Re:` and its like in front and without references of ours: both come back once. */
const bareSubject = (subject: string, form: Form): string => {
  let rest = plain(subject, MAX_SUBJECT)
    .replaceAll(new RegExp(`\\[?${form.reference}-\\d{1,9}\\]?`, 'gi'), '')
    .trim();
  while (ANSWER.test(rest)) rest = rest.replace(ANSWER, '').trimStart();
  return plain(rest, MAX_SUBJECT);
};

/**
 * `Re:` and their subject where we answer, so that mail programs keep the thread together; the template's own where there is none, or
 * where theirs could lead somewhere (anybody can make us write to a third person).
 */
const subjectOf = (letter: Letter, own: () => string, form: Form): string => {
  const theirs = letter.answers === null ? '' : bareSubject(letter.answers.subject, form);
  const subject = theirs === '' || holdsLink(theirs) ? plain(own(), MAX_SUBJECT) : `Re: ${theirs}`;
  return letter.submission === null ? subject : `${subject} [${letter.submission}]`;
};

/** The thread's first and newest identifiers, at most 20, without what isn't one. */
const referencesOf = (answers: Letter['answers']): readonly string[] => {
  if (answers === null) return [];
  const all = [...new Set([...answers.references, answers.messageId ?? ''].filter(isMessageId))];
  return all.length <= MAX_REFERENCES ? all : [...all.slice(0, 1), ...all.slice(1 - MAX_REFERENCES)];
};

/** The one line of a letter by which an answer finds what it answers, even where Message-IDs were rewritten. */
export const tokenLine = (submission: string | null, token: string): string =>
  submission === null ? `Reference: ${token}` : `Reference: ${submission} (${token})`;

/** The words of a letter. The digest comes drawn; an alert needs no greeting; everything else stands in the frame, which shows `body`. */
const bodyOf = (
  name: TemplateName,
  templates: Templates,
  data: LetterData,
  subject: string,
): Pick<Worded, 'text' | 'html'> => {
  const text = templates[name].text(data, { subject });
  const html = templates[name].html(data, { subject });
  if (name === 'digest') return { text, html };
  if (name === 'alert') return { text: fill(text), html };
  const { frame } = templates;
  return { text: fill(frame.text(data, { subject, body: text })), html: frame.html(data, { subject, body: html }) };
};

/** The draft of a letter. Its Message-ID follows from cause, template and recipient: the same three make the same mail. */
export const compose = (
  letter: Letter,
  templates: Templates,
  policy: Pick<Policy, 'form' | 'key' | 'mailbox' | 'plusAddressing'>,
): Draft => {
  const token = tokenFor(letter.cause, letter.template, letter.to.address, policy.key);
  const template = templates[letter.template];
  // One copy for all, by `Object.assign`: see letter.ts.
  const data = Object.assign({}, letter.data, {
    token: tokenLine(letter.submission, token),
    mailbox: policy.mailbox.address,
  });
  const subject = subjectOf(letter, () => template.subject(data), policy.form);
  return {
    messageId: messageIdOf(token, policy.mailbox.address),
    from: policy.mailbox,
    replyTo: policy.plusAddressing
      ? { ...policy.mailbox, address: plusAddressOf(token, policy.mailbox.address) }
      : null,
    to: { ...letter.to, name: safeName(letter.to.name, MAX_NAME) ?? '' },
    subject,
    inReplyTo: letter.answers?.messageId ?? null,
    references: referencesOf(letter.answers),
    autoSubmitted: isUnasked(letter) ? 'auto-generated' : 'auto-replied',
    template: letter.template,
    data,
  };
};

/** The draft in the words of today's templates. Throws where they have no such letter, or name what its data lacks. */
export const inWords = (draft: Draft, templates: Templates): Worded => {
  if ('text' in draft) return draft;
  const { template, data, ...heading } = draft;
  return { ...heading, ...bodyOf(template, templates, data, heading.subject) };
};
