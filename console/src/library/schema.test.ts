import type { Definition } from '../campaign/definition';
import { journeyOf } from '../campaign/journey';
import { locale } from '../shell/locale.svelte';
import { words } from '../words/vi';
import { defaultsOf, filled, propertiesOf, titleOfParameter, unwritten, written } from './schema';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

beforeAll(() => {
  locale.words = words;
});

const folder = join(import.meta.dirname, '../../../library');
interface Scenario {
  parameters: unknown;
  campaign: unknown;
}
const scenario = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Scenario;
const shipped = readdirSync(folder).filter((name) => name.endsWith('.json'));

test('a form begins with the defaults, which it does not share with the schema', () => {
  const { parameters } = scenario('abandoned-cart.json');
  const values = defaultsOf(parameters);
  expect(values['first_days']).toBe(1);
  (values['push_channels'] as string[]).pop();
  expect(defaultsOf(parameters)['push_channels']).toEqual(['web_push', 'mailbox']);
});

test('what only the shop can know is asked for until it is written', () => {
  const { parameters } = scenario('new-product.json');
  expect(unwritten(parameters, defaultsOf(parameters))).toContain('product');
  expect(unwritten(parameters, { ...defaultsOf(parameters), product: 'tea-1' })).not.toContain('product');
});

test('empty fields and empty elements are not sent, and a list that was emptied is', () => {
  const schema = { properties: { a: { type: 'string' }, b: { type: 'array', default: ['x'] }, c: { type: 'array' } } };
  expect(written(schema, { a: '', b: [''], c: [''] })).toEqual({ b: [] });
  expect(written(schema, { a: 'y', b: ['x', ''], c: ['z'] })).toEqual({ a: 'y', b: ['x'], c: ['z'] });
});

test('a journey is drawn with the values of the form', () => {
  const { parameters, campaign } = scenario('abandoned-cart.json');
  const definition = filled(campaign, { ...defaultsOf(parameters), first_days: 3 }) as Definition;
  expect(journeyOf(definition).steps.find((step) => step.id === 'left')?.title).toBe('Chờ 3 ngày');
});

test('every shipped scenario has titles in both languages and a journey to draw', () => {
  for (const name of shipped) {
    const { parameters, campaign } = scenario(name);
    for (const [parameter, schema] of propertiesOf(parameters))
      expect(titleOfParameter(parameter, schema), `${name}: ${parameter}`).not.toBe(parameter);
    expect(journeyOf(filled(campaign, defaultsOf(parameters)) as Definition).steps.length, name).toBeGreaterThan(2);
  }
});
