import { fold } from '../parts/fold';
import { dailySpending } from './budget';
import { curl, quoted } from './curl';
import { fitting, operationsOf, resourceOf } from './openapi';
import { expect, test } from 'vitest';

test('names are found with and without their marks', () => {
  expect(fold('Nguyễn Đức Ánh')).toBe('nguyen duc anh');
});

test('days on which nothing was spent are there as 0', () => {
  const told = dailySpending([
    { period: '2026-03-03', tokens: { spent: 5, reserved: 0 }, credits: {} },
    { period: '2026-03-01', tokens: { spent: 2, reserved: 0 }, credits: { zalo: { spent: 900, reserved: 0 } } },
  ]);
  expect(told.spent).toEqual([2, 0, 5]);
  expect(told.at.map((at) => new Date(at * 1000).toISOString().slice(0, 10))).toEqual(['2026-03-01', '2026-03-02', '2026-03-03']);
  expect(dailySpending([])).toEqual({ at: [], spent: [] });
});

test('a command survives the shell', () => {
  expect(quoted("it's")).toBe(`'it'\\''s'`);
  expect(curl('GET', '/v1/hooks', undefined, undefined, 'http://shop')).toBe(
    `curl 'http://shop/v1/hooks' \\\n  -H "Authorization: Bearer $SOJOURN_TOKEN"`,
  );
});

test('the reader of the API shows each operation once and finds it by its words', () => {
  const operations = operationsOf({
    paths: {
      '/v1/hooks/{hook}': { get: { summary: 'Get a hook' }, put: { summary: 'Create or replace a hook' } },
      '/healthz': { get: { summary: 'Tell that the process is alive' } },
    },
  });
  expect(operations.map((one) => `${one.method} ${one.path}`)).toEqual(['GET /v1/hooks/{hook}', 'PUT /v1/hooks/{hook}', 'GET /healthz']);
  expect(fitting(operations, 'replace hook').map((one) => one.method)).toEqual(['PUT']);
  expect(operations.map((one) => resourceOf(one.path))).toEqual(['hooks', 'hooks', 'healthz']);
});
