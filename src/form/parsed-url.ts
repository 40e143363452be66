/**
 * A text as a URL of the WHATWG's standard.
 */

/** Null where it is none. Asking `canParse` first would parse each of them twice. */
export const parsedUrl = (text: string): URL | null => {
  try {
    return new URL(text);
  } catch {
    return null;
  }
};
