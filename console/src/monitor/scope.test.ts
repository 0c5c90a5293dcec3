import { ranked, type Row } from './scope';
import { expect, test } from 'vitest';

const row = (group: string, buyers: number, sent: number): Row =>
  ({ group, figures: { buyers, sent, conversion: { count: buyers, of: sent, ratio: sent ? buyers / sent : null } } }) as Row;

test('the group of whom most bought comes first, and of two that are alike the larger', () => {
  const rows = [row('a', 1, 100), row('b', 30, 100), row('c', 3, 10), row('d', 0, 0)];
  expect(ranked(rows, '', 'group').map((one) => one.group)).toEqual(['b', 'c', 'a', 'd']);
});

test('days stay in their order until somebody sorts them', () => {
  const rows = [row('1', 1, 100), row('2', 30, 100)];
  expect(ranked(rows, '', 'day')).toEqual(rows);
  expect(ranked(rows, 'conversion', 'day').map((one) => one.group)).toEqual(['2', '1']);
});
