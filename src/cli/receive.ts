/**
 * `receive`: one mail on standard input into the spool, on the disk before exit 0. Whoever hands it over keeps it otherwise.
 */
import { errorMessage } from '../error.ts';
import { openFolder } from '../io/folder.ts';
import { deliverToMaildir } from '../io/maildir.ts';
import type { Verb } from './call.ts';
import { badData, EXIT, Refusal } from './exit.ts';
import { settingsOf } from './settings.ts';

/** No provider takes mail of this size; more is not a mail. */
const LARGEST = 128 * 1024 * 1024;

export const run: Verb = async (call) => {
  try {
    const { spool } = openFolder(settingsOf(call).dataDir);
    const mail = measured(call.input);
    const name = await deliverToMaildir(spool, mail.chunks()).catch((error: unknown) => {
      // What it was refused for, whatever the folder made of that.
      throw mail.refusal() ?? error;
    });
    call.tell(`received as ${name}; the next pass reads it\n`);
    return EXIT.done;
  } catch (error) {
    // A mail server returns the mail to its sender for most codes, but keeps it and tries again for this one.
    if (error instanceof Refusal && error.exit === EXIT.data) throw error;
    throw new Refusal(EXIT.tryLater, errorMessage(error));
  }
};

/** The same chunks, refused where there were none or too many; `refusal` says so after. What can't be read at all is no refusal. */
const measured = (input: AsyncIterable<Uint8Array>) => {
  let refused: Refusal | null = null;
  const refuse = (why: string): Refusal => {
    refused = badData(why);
    return refused;
  };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let octets = 0;
    for await (const chunk of input) {
      octets += chunk.length;
      if (octets > LARGEST) throw refuse(`the mail is larger than ${LARGEST / 1024 / 1024} MB`);
      yield chunk;
    }
    if (octets === 0) throw refuse('standard input is empty: there is no mail to receive');
  }
  return { chunks, refusal: () => refused };
};
