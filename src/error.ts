/**
 * What was thrown, in words.
 */

/** The message of an error; anything else as text. */
export const errorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The code of a system error, such as `ENOENT`; empty for anything else. */
export const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Why a file that a person named can't be read, as in "offer.eml: there is no such file". */
export const unreadableFile = (error: unknown): string => {
  switch (systemCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'this user may not read it';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return errorMessage(error);
  }
};
