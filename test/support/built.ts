/** What is tested as built: the program itself, and threads, which don't start in TypeScript on Node 20. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A file of `dist`, such as `io/reader.js`: of the checkout that this runs in, as the benchmark itself is built to elsewhere. */
export const inDist = (file: string): URL => {
  const url = pathToFileURL(resolve('dist', file));
  if (!existsSync(url)) throw new Error('this is tested as built: npm run build first');
  return url;
};

/** The same as a module, to be taken as the type of its source. */
export const built = (file: string): Promise<unknown> => import(inDist(file).href);
