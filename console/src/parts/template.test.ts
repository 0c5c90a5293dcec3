import { locale } from '../shell/locale.svelte';
import { words } from '../words/en';
import { piecesOf } from './template';
import { beforeAll, expect, test } from 'vitest';

beforeAll(() => {
  locale.words = words;
});

const read = (template: string) => piecesOf(template).map((one) => (one.isField ? `[${one.text}]` : one.text)).join('');

test('fields are called by their names', () => {
  expect(read('The code {{vars.offer.code}}: {{reads.product_2.link}} {{customer.shoe.size}}')).toBe(
    'The code [Voucher code]: [Link of product 2] [shoe.size]',
  );
});

test('a section is read as if it held, and what stands for its absence is left out', () => {
  expect(read('A{{#reads.product_1.name}} {{reads.product_1.name}}{{/reads.product_1.name}}{{^x}} none{{/x}}!')).toBe('A [Product 1]!');
});

test('a fallback is read as its field', () => {
  expect(read('{{#fallback}}{{customer.name}}|you{{/fallback}}, hello')).toBe('[Customer’s name], hello');
});

test('text without fields stays as it is', () => {
  expect(read('Hôm nay là 9.9')).toBe('Hôm nay là 9.9');
  expect(read('')).toBe('');
});
