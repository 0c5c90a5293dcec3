import { expect, test } from 'vitest';
import { daysOf, fieldOf, patchOf } from './rules';

test('durations of whole days are read, and no others', () => {
  expect(['P14D', 'P2W', 'P1W3D'].map(daysOf)).toEqual([14, 14, 10]);
  for (const other of [undefined, '', 'P', 'P1M', 'PT5H', 'P1DT1H']) expect(daysOf(other)).toBeUndefined();
});

test('only what differs is patched, and what is emptied is taken away', () => {
  const pool = { expires_at: '2026-04-01T00:00:00.000Z', valid_for: 'P14D', per_person: 2, value: '10 %' };
  const same = { expires_at: fieldOf(pool.expires_at), days: '14', per_person: '2', value: '10 %' };
  expect(patchOf(pool, same)).toEqual({});
  expect(patchOf(pool, { expires_at: '', days: '', per_person: '', value: ' ' })).toEqual({
    expires_at: null, valid_for: null, per_person: null, value: null,
  });
  expect(patchOf({}, { expires_at: '', days: '7', per_person: '1', value: '5 %' })).toEqual({ valid_for: 'P7D', per_person: 1, value: '5 %' });
});
