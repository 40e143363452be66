/**
 * Why letters are held; apart from the letters themselves, so that whoever only looks at the outbox needn't load the form.
 */

/** A `hold` that begins so ends when its recipient writes again. */
export const HELD_BY_BOUNCE = 'no mail to this address: ';

/** A `hold` that begins so ends by itself when the limit's window opens (`Store.releaseHeld`). Any third kind waits for a person. */
export const HELD_BY_LIMIT = 'limit: ';
