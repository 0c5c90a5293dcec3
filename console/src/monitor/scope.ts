// What the monitor looks at, as the address has it and as the API takes it.
import type { Schemas } from '../api/client';

export const kinds = ['booster', 'campaign', 'library'] as const;
export type Kind = (typeof kinds)[number];

export const windows = ['P1D', 'P7D', 'P14D', 'P30D'];

/** Which parts of a row name it. */
export const parts = ['phase', 'group', 'campaign', 'step', 'channel', 'day'] as const;
export type Part = (typeof parts)[number];

/** The ways to look at each kind, the first one to begin with. */
export const views: Record<Kind, string[]> = {
  booster: ['phase,group', 'phase', 'group', 'channel', 'day'],
  campaign: ['step', 'channel', 'day'],
  library: ['campaign', 'step', 'channel', 'day'],
};

/** What narrows a figure to some of the messages. */
export const narrowing = ['phase', 'group', 'card', 'step', 'channel', 'day'] as const;

export type Figures = Schemas['monitor_figures'];
export type Row = Schemas['monitor_row'];

export const figureNames = ['sent', 'delivered', 'read', 'clicked', 'buyers', 'refunded'] as const;
export type FigureName = (typeof figureNames)[number];

export function figureOf(text: string): FigureName | undefined {
  return figureNames.find((one) => one === text);
}

type Rate = Schemas['monitor_rate'];
const ratio = (rate: Rate) => rate.ratio ?? -1;

const orders: Record<string, (a: Figures, b: Figures) => number> = {
  conversion: (a, b) => ratio(b.conversion) - ratio(a.conversion) || b.buyers - a.buyers,
  read: (a, b) => ratio(b.read_rate) - ratio(a.read_rate),
  clicked: (a, b) => ratio(b.click_rate) - ratio(a.click_rate),
  sent: (a, b) => b.sent - a.sent,
  orders: (a, b) => b.orders - a.orders,
};
export const sorts = Object.keys(orders);

/** The best first; days stay in their order. */
export function ranked(rows: Row[], sort: string, by: string): Row[] {
  if (by === 'day' && sort === '') return rows;
  return rows.toSorted((a, b) => (orders[sort] ?? orders['conversion']!)(a.figures, b.figures));
}
