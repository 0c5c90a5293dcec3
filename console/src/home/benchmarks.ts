// The benchmarks as a form has them: percentages as people write them, everything else untouched.

export interface Level {
  id: string;
  title: Record<string, string>;
  from: number;
}
export interface Suggested {
  id: string;
  title: Record<string, string>;
  peers?: { share: number; effect: string };
}
export interface Benchmarks {
  source?: Record<string, string>;
  timezone?: string;
  read_rate: number;
  levels: Level[];
  suggestions: Suggested[];
  [other: string]: unknown;
}

/** A share as a percentage with up to two places. */
export const asPercent = (share: number): number => Math.round(share * 10_000) / 100;
/** A percentage as a share with up to four places, as the daemon keeps it. */
export const asShare = (percent: number): number => Math.round(percent * 100) / 10_000;

/** Only the members that differ from what was there; what is the template's stays the template's. */
export function ownMembers(before: Benchmarks, after: Benchmarks, fromTemplate: readonly string[]): Partial<Benchmarks> {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => !fromTemplate.includes(name) || JSON.stringify(value) !== JSON.stringify(before[name])),
  );
}
