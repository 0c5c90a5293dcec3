// Numbers, money, time and sizes, as the reader's language writes them.
import { locale, w } from './locale.svelte';

const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale.tag + JSON.stringify(options);
  let made = numbers.get(key);
  if (!made) numbers.set(key, (made = new Intl.NumberFormat(locale.tag, options)));
  return made;
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale.tag + JSON.stringify(options);
  let made = dates.get(key);
  if (!made) dates.set(key, (made = new Intl.DateTimeFormat(locale.tag, options)));
  return made;
}

export function number(value: number): string {
  return numberFormat({}).format(value);
}

/** "18,6 %"; a dash where nothing was counted yet. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  return numberFormat({ style: 'percent', maximumFractionDigits: 1 }).format(part / whole);
}

/** "+11 %", "−4,5 %" of a ratio. */
export function signedPercent(ratio: number): string {
  return numberFormat({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(ratio);
}

/** An amount in the unit of its currency. Decimal text keeps its digits. */
export function money(amount: number | string, currency: string): string {
  try {
    return numberFormat({ style: 'currency', currency, maximumFractionDigits: currency === 'VND' ? 0 : 2 }).format(
      Number(amount),
    );
  } catch {
    return `${amount} ${currency}`; // what is no currency of ISO 4217
  }
}

/** "1.200.000 ₫ · 30 US$" of amounts by currency. */
export function amounts(by: Record<string, number | string> | undefined): string {
  const all = Object.entries(by ?? {});
  return all.length === 0 ? '–' : all.map(([currency, amount]) => money(amount, currency)).join(' · ');
}

export function bytes(value: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return numberFormat({
    style: 'unit',
    unit: units[power]!,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(value / 1000 ** power);
}

/** Day and time of day in `zone` (the device's if it is left out). */
export function dateTime(at: string | number, zone?: string): string {
  return dateFormat({
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone: zone,
  }).format(new Date(at));
}

export function day(at: string | number, zone?: string): string {
  return dateFormat({ day: '2-digit', month: '2-digit', year: 'numeric', timeZone: zone }).format(new Date(at));
}

/** The hour of the day: "09:00". */
export function hour(at: string | number, zone?: string): string {
  return dateFormat({ hour: '2-digit', minute: '2-digit', hour12: false, timeZone: zone }).format(new Date(at));
}

/** Seconds too, where the order of things matters. */
export function precise(at: string | number, zone?: string): string {
  return dateFormat({
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
    timeZone: zone,
  }).format(new Date(at));
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** The largest unit that fits, as count and unit: 25 days, 3 hours, 10 minutes. */
export function largestUnit(milliseconds: number): { count: number; unit: Intl.RelativeTimeFormatUnit } {
  const size = Math.abs(milliseconds);
  for (const [unit, length] of units) {
    // A day has 24 hours for as long as hours say more than "1 day".
    if (size >= length * (unit === 'day' ? 2 : 1)) return { count: Math.round(size / length), unit };
  }
  return { count: Math.round(size / 1000), unit: 'second' };
}

/** "25 days", "3 hours". */
export function duration(milliseconds: number): string {
  const { count, unit } = largestUnit(milliseconds);
  return numberFormat({ style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** "in 12 days", "5 minutes ago". */
export function distance(from: number, to: number): string {
  const apart = to - from;
  if (Math.abs(apart) < 45_000) return w().time.now;
  const { count, unit } = largestUnit(apart);
  return new Intl.RelativeTimeFormat(locale.tag, { numeric: 'always' }).format(apart < 0 ? -count : count, unit);
}

const durationPattern = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** An ISO 8601 duration in words: "P25D" is "25 days". */
export function isoDuration(text: string): string {
  const parts = durationPattern.exec(text);
  if (!parts) return text;
  const names: Intl.RelativeTimeFormatUnit[] = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];
  const said = names.flatMap((unit, index) => {
    const count = Number(parts[index + 1] ?? 0);
    return count === 0 ? [] : [numberFormat({ style: 'unit', unit, unitDisplay: 'long' }).format(count)];
  });
  return said.length === 0 ? text : said.join(' ');
}
