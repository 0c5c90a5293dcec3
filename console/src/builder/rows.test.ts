import { canonical } from '../campaign/differences';
import { about, operatorOf, operatorsFor, subjectOf, withOperator, wordsOf } from './row_edits';
import { groupOf, plain, rowOf, ruleOf, ungrouped, type Row } from './rows';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The same numbers on each run; a failure names its seed. */
function random(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

const paths = ['customer.tier', 'traits.points', 'vars.offer.code', 'event.code', 'paid_at', ''];
const scalars = ['gold', '', 3, 0.5, true, false, null, '2026-03-01'];
const operators = ['and', 'or', '!', '!!', '==', '===', '!=', '<', '<=', '>', 'in', 'within', 'in_segment', 'count', 'some', 'none', 'all', 'outcome', 'var', 'now', 'cat', 'if', '+', 'date_add', 'unheard_of'];

/** Any JSON that looks like a condition: right ones, and ones that no row can say. */
function anyRule(pick: (below: number) => number, depth: number): unknown {
  const scalar = () => scalars[pick(scalars.length)];
  if (depth === 0 || pick(7) === 0) return pick(3) === 0 ? scalar() : { var: paths[pick(paths.length)] };
  const name = operators[pick(operators.length)]!;
  const inner = () => anyRule(pick, depth - 1);
  switch (name) {
    case 'var':
      return { var: pick(2) ? paths[pick(paths.length)] : [paths[pick(paths.length)], scalar()].slice(0, 1 + pick(2)) };
    case 'now':
      return { now: [] };
    case 'outcome':
      return { outcome: pick(2) ? 'tell' : ['tell', 'clicked_at'] };
    case 'within':
      return { within: [inner(), 'P30D'] };
    case 'in_segment':
      return { in_segment: pick(2) ? 'regulars' : ['inactive', { days: 60 }] };
    case 'in':
      return { in: [inner(), pick(2) ? [scalar(), scalar()] : inner()] };
    default:
      return { [name]: pick(5) === 0 ? inner() : Array.from({ length: pick(4) }, inner) };
  }
}

test('whatever becomes rows comes back as the same condition', () => {
  for (let seed = 1; seed <= 4000; ++seed) {
    const rule = anyRule(random(seed), 4);
    const row = rowOf(rule);
    expect(canonical(plain(ruleOf(row))), `seed ${seed}`).toBe(canonical(plain(rule)));
    const again = ungrouped(groupOf(rule));
    // A group of one is that one, so it says the same without the group.
    if (rule !== true && groupOf(rule).rows.length > 1) expect(canonical(plain(groupOf(again))), `seed ${seed}`).toBe(canonical(plain(groupOf(rule))));
  }
});

test('rows that somebody makes are the same rows after they were saved', () => {
  const row: Row = {
    is: 'group', all: false, not: true,
    rows: [
      { is: 'among', what: { is: 'field', path: 'customer.tier' }, values: ['gold', 'diamond'], not: true },
      { is: 'compare', left: { is: 'count', list: 'paid_orders', where: { is: 'within', what: { is: 'field', path: 'paid_at' }, time: 'P180D', not: false } }, by: '>=', right: { is: 'value', value: 2 } },
      { is: 'segment', id: 'inactive', parameters: { days: 60 }, not: true },
      { is: 'there', what: { is: 'outcome', step: 'tell', field: 'clicked_at' }, isThere: false, form: '!' },
      { is: 'records', how: 'none', list: 'orders', where: { is: 'there', what: { is: 'field', path: 'paid' }, isThere: true, form: '!!' } },
      { is: 'holds', list: { is: 'field', path: 'customer.tags' }, value: 'vip', not: false },
    ],
  };
  expect(rowOf(ruleOf(row))).toEqual(row);
});

/** All conditions in a document. */
function conditionsIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => (['when', 'match', 'audience'].includes(name) ? [one] : conditionsIn(one)));
}

test('the conditions of the shipped scenarios are rows nearly everywhere', () => {
  const folder = join(import.meta.dirname, '../../../library');
  const rules = readdirSync(folder).filter((one) => one.endsWith('.json')).flatMap((one) => conditionsIn(JSON.parse(readFileSync(join(folder, one), 'utf8'))));
  const isJson = (row: Row): boolean => (row.is === 'group' ? row.rows.some(isJson) : row.is === 'json');
  const asJson = rules.filter((rule) => isJson(rowOf(rule)));
  expect(rules.length).toBeGreaterThan(25);
  expect(asJson.length / rules.length).toBeLessThan(0.25);
});

test('a condition that no row can say stays JSON beside its neighbours', () => {
  const odd = { '<': [1, { var: 'customer.age' }, 9] };
  const row = rowOf({ and: [odd, { '==': [{ var: 'customer.tier' }, 'gold'] }] });
  expect(row.is === 'group' && row.rows.map((one) => one.is)).toEqual(['json', 'compare']);
  expect(groupOf(undefined).rows).toEqual([]);
  expect(ungrouped(groupOf(odd))).toEqual(odd);
});

test('choosing another subject or operator keeps what it can', () => {
  const tier = rowOf({ '==': [{ var: 'customer.tier' }, 'gold'] });
  expect(subjectOf(tier)).toBe('field:customer.tier');
  expect(ruleOf(withOperator(tier, 'among'))).toEqual({ in: [{ var: 'customer.tier' }, ['gold']] });
  expect(ruleOf(withOperator(tier, 'not-there'))).toEqual({ '!': { var: 'customer.tier' } });
  expect(ruleOf(withOperator(withOperator(tier, 'among'), '!='))).toEqual({ '!=': [{ var: 'customer.tier' }, 'gold'] });
  expect(ruleOf(about(tier, 'field:traits.last_paid_at', 'date'))).toEqual({ within: [{ var: 'traits.last_paid_at' }, 'P30D'] });
  expect(ruleOf(about(tier, 'count:orders', 'any'))).toEqual({ '>=': [{ count: [{ var: 'orders' }] }, 1] });
  expect(ruleOf(about(tier, 'outcome:tell', 'any'))).toEqual({ '==': [{ outcome: ['tell', 'status'] }, 'accepted'] });
  expect(operatorOf(about(tier, 'field:customer.tags', 'list'))).toBe('holds');
  expect(operatorsFor('truth', '===')).toContain('===');
  expect(wordsOf('1, 2', [3])).toEqual([1, 2]);
  expect(wordsOf(' gold ,, vip', [])).toEqual(['gold', 'vip']);
});
