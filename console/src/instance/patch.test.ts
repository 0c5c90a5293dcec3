import { mergePatch } from './patch';
import { expect, test } from 'vitest';

test('what changed is said, what is gone is null, and the rest is left alone', () => {
  expect(mergePatch({ a: 1, b: { c: 2, d: 3 }, e: 'x' }, { a: 1, b: { c: 2, d: 4 }, f: [1] })).toEqual({ b: { d: 4 }, e: null, f: [1] });
});

test('nothing changed is an empty patch', () => {
  expect(mergePatch({ a: { b: [1, 2] } }, { a: { b: [1, 2] } })).toEqual({});
});

test('a list is replaced as a whole', () => {
  expect(mergePatch({ a: [1, 2] }, { a: [2] })).toEqual({ a: [2] });
});
