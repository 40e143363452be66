/**
 * The time zone in which a schedule is kept.
 */

/** Minutes alone are named, be it with seconds: every hour is like the other. */
const EVERY_HOUR = /^\s*(?:\S+\s+){1,2}\*\s+\*\s+\*\s+\*\s*$/;

/**
 * UTC for what runs in every hour, otherwise the owner's zone. QUIRK: in the hour that comes twice when clocks are put back,
 * node-cron 4.6 runs nothing for the second time, and passes would stand still for so long.
 */
export const zoneOf = (expression: string, timeZone: string): string =>
  EVERY_HOUR.test(expression) ? 'UTC' : timeZone;
