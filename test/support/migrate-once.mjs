/** Opens a database with one migration more than the program has: a worker of the next version, to be killed. */
import { migrationsIn } from '../../dist/store/migrate.js';
import { openStore } from '../../dist/store/open.js';

const [path] = process.argv.slice(2);
const known = migrationsIn(new URL('../../dist/store/schema/', import.meta.url));
const next = {
  version: known.length + 1,
  name: 'next.sql',
  sql: 'ALTER TABLE message ADD COLUMN next TEXT; UPDATE message SET next = subject; CREATE INDEX message_next ON message (next)',
};
openStore(path, { migrations: [...known, next] }).close();
