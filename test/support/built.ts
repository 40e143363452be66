/** Modules as built: a thread in TypeScript doesn't start on Node 20. */
import { existsSync } from 'node:fs';

/** A file of `dist`, such as `io/reader.js`, to be taken as the type of its source. */
export const built = async (file: string): Promise<unknown> => {
  const url = new URL(`../../dist/${file}`, import.meta.url);
  if (!existsSync(url)) throw new Error('this is tested as built: npm run build first');
  return import(url.href);
};
