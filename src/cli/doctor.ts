/**
 * `doctor`: looks at everything that has to be right, and says of each thing that isn't what to do next.
 */
import { type Config, readConfig } from '../config.ts';
import { folderAt, hasDatabase } from '../io/folder.ts';
import { openStore } from '../store/open.ts';
import { type Call, isSet, type Verb } from './call.ts';
import { type Check, ill, well } from './check.ts';
import { diskChecks, envFileCheck, peopleCheck, templatesChecks } from './checks.ts';
import { badData, EXIT, type Exit } from './exit.ts';
import { json, plain } from './print.ts';
import { serverChecks } from './server-checks.ts';
import { settingsOf } from './settings.ts';

export const run: Verb = async (call) => {
  if (isSet(call, 'resume')) return resume(call);
  const checks = await allChecks(call);
  if (isSet(call, 'json')) call.print(json({ ok: checks.every(({ ok }) => ok), checks }));
  else for (const check of checks) call.print(lineOf(check));
  const failed = checks.filter(({ ok }) => !ok).length;
  if (!isSet(call, 'json'))
    call.tell(failed === 0 ? 'All is well.\n' : `${failed} of ${checks.length} to mend, the first one first.\n`);
  return exitOf(checks);
};

const allChecks = async (call: Call): Promise<readonly Check[]> => {
  const settings = readConfig(call.environment);
  const env = envFileCheck('.env');
  if (!settings.ok) {
    const step = 'Mend it in .env; .env.example tells what each key takes.';
    return [...settings.mistakes.map((found) => ill('settings', found, step)), ...env];
  }
  const { config, warnings } = settings;
  return [
    well('settings', `${config.mailbox.address}, data in ${config.dataDir}`),
    ...warnings.map((found) => ill('settings', found, 'Put it right in .env; .env.example tells of each key.')),
    ...env,
    ...templatesChecks(config),
    ...diskChecks(call, config),
    ...(await serverChecks(call, config, isSet(call, 'send'))),
    peopleCheck(config),
  ];
};

const lineOf = ({ name, ok, found, todo }: Check): string =>
  `${ok ? 'ok  ' : 'MEND'}  ${name.padEnd(10)} ${plain(found)}\n${todo === null ? '' : `      ${' '.repeat(10)} -> ${plain(todo)}\n`}`;

const exitOf = (checks: readonly Check[]): Exit => {
  const failed = checks.filter(({ ok }) => !ok);
  if (failed.length === 0) return EXIT.done;
  return failed.every(({ name }) => name === 'incoming' || name === 'outgoing') ? EXIT.unavailable : EXIT.configuration;
};

/** After a backup was put in the place of the database: somebody has seen to it, mail may leave again. */
const resume = (call: Call): Exit => {
  const config: Config = settingsOf(call);
  const folder = folderAt(config.dataDir);
  const { database } = folder;
  if (!hasDatabase(folder)) throw badData(`there is no ${database}: put the copy in its place first`);
  const store = openStore(database);
  try {
    const held = store.sendingHeld();
    store.resumeSending();
    if (isSet(call, 'json')) call.print(json({ held }));
    else
      call.tell(held === null ? 'Nothing was held.\n' : `Mail leaves again with the next pass. It was held: ${held}\n`);
    return EXIT.done;
  } finally {
    store.close();
  }
};
