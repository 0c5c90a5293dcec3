import { groupsOf } from './groups';
import { expect, test } from 'vitest';

const stopped = (campaign: string, step: string, why: string, at: string, instance: string) => ({ campaign, step, why, at, instance });

test('one cause is one group, the largest first, with its oldest as the example', () => {
  const groups = groupsOf([
    stopped('spring', 'tell', 'timeout', '2026-03-02T00:00:00Z', 'ins_b'),
    stopped('spring', 'tell', 'refused', '2026-03-01T00:00:00Z', 'ins_c'),
    stopped('spring', 'tell', 'timeout', '2026-03-01T00:00:00Z', 'ins_a'),
  ]);
  expect(groups).toEqual([
    { campaign: 'spring', step: 'tell', why: 'timeout', count: 2, oldest: '2026-03-01T00:00:00Z', example: 'ins_a' },
    { campaign: 'spring', step: 'tell', why: 'refused', count: 1, oldest: '2026-03-01T00:00:00Z', example: 'ins_c' },
  ]);
});

test('nothing that stopped is no group', () => {
  expect(groupsOf([])).toEqual([]);
});
