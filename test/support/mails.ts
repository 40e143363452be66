/** Small mails for tests, made of their header lines and a body. */
import { readHeaders } from '../../src/mail/header.ts';
import type { Header, Message } from '../../src/mail/message.ts';
import { parseMessage } from '../../src/mail/parse.ts';

/** Header fields as they would be read from these lines. */
export const headersOf = (...lines: readonly string[]): readonly Header[] =>
  readHeaders(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`));

/** A mail with these header lines; what every mail has is added where it's missing. */
export const sourceOf = (lines: readonly string[], body = 'Hello.\n'): Uint8Array => {
  const has = (name: string): boolean => lines.some((line) => line.toLowerCase().startsWith(`${name}:`));
  const more = [
    ...(has('from') ? [] : ['From: Ada Berg <ada.berg@example.org>']),
    ...(has('to') ? [] : ['To: data@thealliance.ai']),
    ...(has('subject') ? [] : ['Subject: A question']),
    ...(has('content-type') ? [] : ['Content-Type: text/plain; charset=utf-8']),
  ];
  return Buffer.from(`${[...lines, ...more].join('\r\n')}\r\n\r\n${body}`);
};

/** The same, parsed; fails where it can't be. */
export const messageOf = async (lines: readonly string[], body?: string): Promise<Message> => {
  const mail = await parseMessage(sourceOf(lines, body));
  if (mail.kind === 'unreadable') throw new Error(mail.reason);
  return mail;
};
