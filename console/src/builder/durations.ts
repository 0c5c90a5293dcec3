// ISO 8601 durations as a number and a unit, which is how people say nearly all of them.

export const duration_units = ['minute', 'hour', 'day', 'week', 'month', 'year', 'second'] as const;
export type DurationUnit = (typeof duration_units)[number];

export interface Span {
  count: number;
  unit: DurationUnit;
}

const single = /^P(?:(\d+)Y|(\d+)M|(\d+)W|(\d+)D|T(?:(\d+)H|(\d+)M|(\d+)S))$/;
const order: DurationUnit[] = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];
const letters: Record<DurationUnit, [string, string]> = {
  year: ['P', 'Y'], month: ['P', 'M'], week: ['P', 'W'], day: ['P', 'D'],
  hour: ['PT', 'H'], minute: ['PT', 'M'], second: ['PT', 'S'],
};

/** null for what has several units, or is none: that is edited as text. */
export function spanOf(text: string): Span | null {
  const parts = single.exec(text);
  if (!parts) return null;
  const index = order.findIndex((_, one) => parts[one + 1] !== undefined);
  const digits = parts[index + 1]!;
  const count = Number(digits);
  return String(count) === digits ? { count, unit: order[index]! } : null;
}

export function durationOf({ count, unit }: Span): string {
  const [before, after] = letters[unit];
  return `${before}${Math.max(0, Math.trunc(count))}${after}`;
}
