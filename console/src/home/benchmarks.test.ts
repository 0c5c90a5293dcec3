import { expect, test } from 'vitest';
import { asPercent, asShare, ownMembers } from './benchmarks';

test('percentages are shares and back again', () => {
  expect([0.09, 0.4, -1, 0.1234].map(asPercent)).toEqual([9, 40, -100, 12.34]);
  expect([9, 40, -100, 12.34].map(asShare)).toEqual([0.09, 0.4, -1, 0.1234]);
});

test('what nobody changed stays the template’s', () => {
  const before = { read_rate: 0.09, levels: [], suggestions: [], timezone: 'UTC' };
  expect(ownMembers(before, { ...before, read_rate: 0.12 }, ['read_rate', 'levels', 'suggestions', 'timezone'])).toEqual({ read_rate: 0.12 });
  expect(ownMembers(before, before, ['levels', 'suggestions'])).toEqual({ read_rate: 0.09, timezone: 'UTC' });
});
