// Times of day of a time zone, as the fields of a form write them: "2026-09-09T10:00".

function partsOf(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The local time of an instant, to the minute; "" for what is none. */
export function localIn(at: string, zone: string): string {
  const instant = Date.parse(at);
  return Number.isNaN(instant) ? '' : partsOf(instant, zone);
}

/** The instant of a local time, in UTC; "" for what is none. One that a clock change skips is the hour after it. */
export function instantOf(local: string, zone: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(local)) return '';
  const wanted = Date.parse(`${local.slice(0, 16)}:00Z`);
  if (Number.isNaN(wanted)) return '';
  const offset = (at: number) => Date.parse(`${partsOf(at, zone)}:00Z`) - Math.floor(at / 60_000) * 60_000;
  const first = wanted - offset(wanted);
  const second = wanted - offset(first); // the offset of that hour, where it is another one
  const isRight = (at: number) => at + offset(at) === wanted;
  const at = isRight(second) ? second : isRight(first) ? first : Math.max(first, second);
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** The zones that this browser knows. */
export function zones(): string[] {
  return Intl.supportedValuesOf('timeZone');
}
