import { expect, test } from 'vitest';
import { headersOf } from './headers';

test('headers are a JSON object of texts, or nothing', () => {
  expect(headersOf(' ')).toEqual({});
  expect(headersOf('{"X-Sign": "a"}')).toEqual({ 'X-Sign': 'a' });
  for (const wrong of ['{', '[]', 'null', '{"X-Sign": 1}', '"text"']) expect(headersOf(wrong), wrong).toBeUndefined();
});
