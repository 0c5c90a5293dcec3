// A tour of the console: its stops, and that somebody has seen it on this device.

export const stops = ['home', 'campaigns', 'booster', 'monitor', 'customers', 'held', 'keys'] as const;
export type Stop = (typeof stops)[number];

/** The page of a stop, below /console. */
export const pageOf: Record<Stop, string> = {
  home: '/',
  campaigns: '/campaigns',
  booster: '/boosters',
  monitor: '/monitor',
  customers: '/customers',
  held: '/held',
  keys: '',
};

const key = 'sojourn.tour';

export function wasSeen(of: Pick<Storage, 'getItem'>): boolean {
  return of.getItem(key) === 'seen';
}

export function setSeen(of: Pick<Storage, 'setItem'>) {
  of.setItem(key, 'seen');
}

/** The stop after or before this one; null: the tour is over. */
export function walk(at: number, by: 1 | -1): number | null {
  const next = at + by;
  return next >= stops.length ? null : Math.max(0, next);
}
