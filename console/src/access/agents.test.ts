import { nameAgent } from './agents';
import { expect, test } from 'vitest';

test('a browser that says it is several is called by its own name', () => {
  const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
  expect(nameAgent(chrome)).toBe('Chrome · Windows');
  expect(nameAgent(`${chrome} Edg/140.0.0.0`)).toBe('Edge · Windows');
  expect(nameAgent('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1')).toBe('Safari · iOS');
});

test('a program that nobody knows is shown as it is', () => {
  expect(nameAgent('till/2.1')).toBe('till/2.1');
});
