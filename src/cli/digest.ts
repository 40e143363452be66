/**
 * `digest`: what the reviewers should know now; printed, as a page in DATA_DIR/digests, or sent.
 */
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { digestPage } from '../digest/html.ts';
import type { DigestModel } from '../digest/model.ts';
import { digestText } from '../digest/text.ts';
import { replaceDurably } from '../durable.ts';
import { modelOf, writeDigests } from '../work/digest.ts';
import { type Call, formatOf, isSet, type Verb } from './call.ts';
import { atDesk, type Desk } from './desk.ts';
import { EXIT, Refusal } from './exit.ts';
import { json, plural } from './print.ts';
import { settingsOf } from './settings.ts';

export const run: Verb = (call) => {
  const format = formatOf(call, ['text', 'html', 'json']);
  const config = settingsOf(call);
  if (isSet(call, 'send') && config.reviewers.length === 0)
    throw new Refusal(EXIT.configuration, 'there is nobody to send the digest to: set REVIEWERS');
  return atDesk(call, config, (desk) => {
    const model = modelOf(desk, config);
    if (isSet(call, 'write')) call.tell(`written: ${writePage(desk, model)}\n`);
    if (isSet(call, 'send')) tellSent(call, writeDigests(desk, config));
    call.print(drawn(model, format));
    return EXIT.done;
  });
};

const tellSent = (call: Call, reviewers: readonly string[]): void =>
  call.tell(
    `${plural(reviewers.length, 'digest')} to ${reviewers.join(', ')} ${reviewers.length === 1 ? 'leaves' : 'leave'} with the next pass: mailroom poll\n`,
  );

const drawn = (model: DigestModel, format: 'text' | 'html' | 'json'): string => {
  switch (format) {
    case 'text':
      return digestText(model);
    case 'html':
      return digestPage(model);
    case 'json':
      return json(model);
  }
};

/** The page of this moment under its day's name, and as `latest.html`; gives the latter's path. */
export const writePage = ({ folder, clock }: Desk, model: DigestModel): string => {
  const page = Buffer.from(digestPage(model));
  const latest = join(folder.digests, 'latest.html');
  replaceDurably(join(folder.digests, `${new Date(clock()).toISOString().slice(0, 10)}.html`), page);
  replaceDurably(latest, page);
  return latest;
};

/** The scheduled digest: the page, and the mails to the reviewers. */
export const scheduledDigest = (desk: Desk, config: Config): void => {
  writePage(desk, modelOf(desk, config));
  if (config.reviewers.length > 0) writeDigests(desk, config);
};
