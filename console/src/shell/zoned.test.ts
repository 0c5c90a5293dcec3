import { instantOf, localIn } from './zoned';
import { expect, test } from 'vitest';

test('a local time is the instant at which the clocks of the zone show it', () => {
  expect(instantOf('2026-09-09T10:00', 'Asia/Ho_Chi_Minh')).toBe('2026-09-09T03:00:00Z');
  expect(instantOf('2026-01-15T10:00', 'Europe/Berlin')).toBe('2026-01-15T09:00:00Z');
  expect(instantOf('2026-07-15T10:00', 'Europe/Berlin')).toBe('2026-07-15T08:00:00Z');
});

test('on the day of a clock change it is the offset of that hour that counts', () => {
  expect(instantOf('2026-03-29T01:30', 'Europe/Berlin')).toBe('2026-03-29T00:30:00Z');
  expect(instantOf('2026-03-29T03:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00Z');
  expect(instantOf('2026-11-01T03:30', 'America/New_York')).toBe('2026-11-01T08:30:00Z');
});

test('there and back is the same', () => {
  for (const local of ['2026-03-29T04:00', '2026-10-25T12:00', '2026-06-01T00:00'])
    expect(localIn(instantOf(local, 'Europe/Berlin'), 'Europe/Berlin')).toBe(local);
});

test('what is no time is nothing', () => {
  expect(instantOf('', 'UTC')).toBe('');
  expect(localIn('soon', 'UTC')).toBe('');
});
