/**
 * `forget ADDRESS`: erases a person. Only with `--yes`, as nothing brings it back.
 */
import { argumentOf, isSet, type Verb } from './call.ts';
import { atDesk } from './desk.ts';
import { EXIT, usage } from './exit.ts';
import { json, plain, plural } from './print.ts';
import { inUse, settingsOf } from './settings.ts';

export const run: Verb = async (call) => {
  const address = argumentOf(call).toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw usage(`${JSON.stringify(plain(address))} isn't an e-mail address`);
  if (!isSet(call, 'yes'))
    throw usage(`this erases all mail from and to ${plain(address)} for good; say --yes to do it`);
  const config = inUse(settingsOf(call));
  return atDesk(call, config, ({ store, clock, folder }) => {
    const erased = store.forget(address, clock());
    if (isSet(call, 'json')) {
      call.print(json(erased));
      return EXIT.done;
    }
    call.print(
      `erased: ${plural(erased.messages, 'message')}, ${plural(erased.letters, 'letter')}, ${plural(erased.submissions.length, 'submission')}\n`,
    );
    if (erased.consentKept.length > 0)
      call.print(`consent kept, as the data is published: ${erased.consentKept.join(', ')}\n`);
    if (erased.inWal)
      call.tell(
        'The database was being read, so parts of it may still hold the words: once that is over, say it again.\n',
      );
    const incoming = config.imap === null ? folder.mailbox : 'the mailbox on the server';
    const outgoing = config.smtp === null ? folder.sent : 'the folder of sent mail';
    call.tell(
      `Still holding what they held: ${incoming}, ${outgoing}, ${folder.spool}, backups, and the pages in ${folder.digests}.\n`,
    );
    return EXIT.done;
  });
};
