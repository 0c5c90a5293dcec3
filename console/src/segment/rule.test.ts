import { locale } from '../shell/locale.svelte';
import { words } from '../words/en';
import { ruleTree, sentenceOf } from './rule';
import { beforeAll, expect, test } from 'vitest';

beforeAll(() => {
  locale.words = words;
  locale.language = 'en';
});

test('a condition reads as a sentence', () => {
  expect(sentenceOf({ '!=': [{ var: 'customer.tier' }, 'diamond'] })).toBe('tier ≠ “diamond”');
  expect(sentenceOf({ '>=': [{ count: [{ var: 'paid_orders' }, { within: [{ var: 'paid_at' }, 'P180D'] }] }, 2] })).toBe(
    'number of paid orders with paid within the last 180 days ≥ 2',
  );
  expect(sentenceOf({ in: [{ var: 'customer.tier' }, ['silver', 'gold']] })).toBe('tier is one of “silver”, “gold”');
  expect(sentenceOf({ in_segment: ['inactive', { days: 60 }] })).toBe('in the segment inactive {"days":60}');
});

test('groups are a tree whose leaves are sentences', () => {
  expect(ruleTree({ and: [{ '!': { var: 'customer.name' } }, { or: [{ '==': [1, 2] }] }] })).toEqual({
    text: 'All of these',
    parts: [
      { text: 'Not', parts: [{ text: 'name' }] },
      { text: 'One of these', parts: [{ text: '1 = 2' }] },
    ],
  });
});

test('an operator that has no words is shown as it is written', () => {
  expect(sentenceOf({ date_diff: [{ var: 'a' }, { now: [] }] })).toBe('date_diff(a, now)');
});
