/**
 * One line of `doctor`: what was looked at, what was found, what to do next.
 */
import { verdictOn } from './exit.ts';

/** `todo`: the next step, null where none is needed. With `ok` it is advice. */
export type Check = {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  readonly todo: string | null;
};

export const well = (name: string, found: string): Check => ({ name, ok: true, found, todo: null });
/** All right, and could be better. */
export const advice = (name: string, found: string, todo: string): Check => ({ name, ok: true, found, todo });
export const ill = (name: string, found: string, todo: string): Check => ({ name, ok: false, found, todo });

/** What `look` finds; where it throws, what was wrong, and what `step` says of it. */
export const attempt = (
  name: string,
  step: (error: unknown) => string,
  look: () => Check | readonly Check[],
): readonly Check[] => {
  try {
    return [look()].flat();
  } catch (error) {
    return [ill(name, verdictOn(error).message, step(error))];
  }
};
