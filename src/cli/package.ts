/**
 * What comes with the program: files of its package.
 */
import { fileURLToPath } from 'node:url';

/** The path of a file or folder of the package itself, such as `templates`. */
export const packaged = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
