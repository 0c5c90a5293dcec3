// The budget as the API tells it, and what was spent from day to day.

export interface Pot {
  period: string;
  reserved: number;
  spent: number;
  limit?: number;
  left?: number;
}

export interface Account {
  currency: string;
  deposited: number;
  reserved: number;
  spent: number;
  left: number;
  prepaid?: boolean;
}

export interface Standing {
  version: number;
  budget: Record<string, unknown> | null;
  tokens?: Record<'day' | 'month' | 'year', Pot> & { left?: number };
  credits?: Record<string, Account>;
  paused?: { campaign: string; since: string; action: string; why: string; looked_at_again?: string }[];
}

/** What was reserved and spent in a day, a month or a year. */
export interface Period {
  period: string; ///< "2026-03-01", "2026-03", "2026"
  tokens: Spending;
  credits: Record<string, Spending>;
}

export interface Spending {
  reserved: number;
  spent: number;
}

/** The tokens of each day, oldest first; days without any are 0, so that the line does not lie. */
export function dailySpending(periods: Period[]): { at: number[]; spent: number[] } {
  const by = new Map(periods.map((one) => [one.period, one.tokens.spent]));
  const days = [...by.keys()].sort();
  const series = { at: [] as number[], spent: [] as number[] };
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return series;
  for (let day = Date.parse(first); day <= Date.parse(last); day += 86_400_000) {
    series.at.push(day / 1000);
    series.spent.push(by.get(new Date(day).toISOString().slice(0, 10)) ?? 0);
  }
  return series;
}
