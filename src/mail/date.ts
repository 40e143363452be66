/**
 * The Date field (RFC 5322 3.3), with the obsolete forms of 4.3.
 */
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

// RFC 5322 4.3: hours from UTC of the named zones; all others mean an unknown offset and count as UTC.
const ZONES: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};

const DATE =
  /^(?:[A-Za-z]{2,9},? *)?(\d{1,2})[ -]+([A-Za-z]{3})[a-z]{0,6}\.?[ -]+(\d{2,4}) +(\d{1,2}):(\d{2})(?::(\d{2}))? *(?:([+-])(\d{2}):?(\d{2})|([A-Za-z]{1,5}))?/;

// RFC 5322 4.3: two digits are 2000 to 2049 or 1950 to 1999, three count from 1900.
const fullYear = (year: string): number => {
  const number = Number(year);
  if (year.length === 4) return number;
  return year.length === 2 && number < 50 ? 2000 + number : 1900 + number;
};

/** Epoch ms of a Date field's value; null where it is no date. The weekday isn't checked: many senders get it wrong. */
export const parseDate = (value: string): number | null => {
  const match = DATE.exec(value.slice(0, 100).replace(/\s+/g, ' ').trim());
  if (match === null) return null;
  const [, day, monthName, year = '', hour, minute, second = '0', sign, zoneHours, zoneMinutes, zone = ''] = match;
  const month = MONTHS.indexOf((monthName ?? '').toLowerCase());
  if (month < 0 || Number(day) > 31 || Number(hour) > 23 || Number(minute) > 59) return null;
  const local = Date.UTC(fullYear(year), month, Number(day), Number(hour), Number(minute), Number(second));
  const offset =
    sign === undefined
      ? (ZONES[zone.toUpperCase()] ?? 0) * 60
      : (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes));
  return local - offset * 60_000;
};
