/** What is tested as built: the program itself, and threads, which don't start in TypeScript on Node 20. */
import { existsSync } from 'node:fs';

/** A file of `dist`, such as `io/reader.js`. */
export const inDist = (file: string): URL => {
  const url = new URL(`../../dist/${file}`, import.meta.url);
  if (!existsSync(url)) throw new Error('this is tested as built: npm run build first');
  return url;
};

/** The same as a module, to be taken as the type of its source. */
export const built = (file: string): Promise<unknown> => import(inDist(file).href);
