import { expect, test } from 'vitest';
import { setSeen, stops, walk, wasSeen } from './tour';

test('a tour is walked from its first stop to its last, and back to the first', () => {
  expect(walk(0, 1)).toBe(1);
  expect(walk(0, -1)).toBe(0);
  expect(walk(stops.length - 1, 1)).toBeNull();
});

test('who has seen the tour is not asked again', () => {
  const kept = new Map<string, string>();
  const device = { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value) };
  expect(wasSeen(device)).toBe(false);
  setSeen(device);
  expect(wasSeen(device)).toBe(true);
});
