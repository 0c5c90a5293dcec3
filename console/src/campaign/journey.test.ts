import { locale } from '../shell/locale.svelte';
import { words } from '../words/vi';
import { differences } from './differences';
import type { Definition } from './definition';
import { arrange, end_id, journeyOf, node_size, pathThrough, trigger_id } from './journey';
import { transitionsOf } from './transitions';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

beforeAll(() => {
  locale.words = words;
});

const example = (name: string): Definition =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../examples', name), 'utf8')) as Definition;
const tierUpgrade = () => example('tier-upgrade/campaign.json');

test('a journey begins with its trigger and has every step of the definition', () => {
  const journey = journeyOf(tierUpgrade());
  expect(journey.steps.map((step) => step.id)).toEqual([trigger_id, ...Object.keys(tierUpgrade().steps!), end_id]);
  expect(journey.transitions[0]).toMatchObject({ from: trigger_id, to: 'which-tier' });
  expect(journey.steps.find((step) => step.id === 'rest')?.title).toBe('Chờ 25 ngày');
});

test('the ways of a branch on a field have the names of its values', () => {
  const named = journeyOf(tierUpgrade()).transitions.filter((one) => one.from === 'which-tier').map((one) => one.name);
  expect(named).toEqual(['gold', 'diamond', 'còn lại']);
});

test('figures are written on the step and on the transition that they are of', () => {
  const journey = journeyOf(tierUpgrade(), {
    nodes: [{ id: 'rest', instances: { waiting: 3, held: 1, paused: 2 } }],
    edges: [{ from: 'which-tier', transition: 'case 1', to: 'offer-gold', passed: 7 }],
  });
  expect(journey.steps.find((step) => step.id === 'rest')).toMatchObject({ waiting: 3, held: 1, paused: 2 });
  expect(journey.transitions.find((one) => one.to === 'offer-gold')?.passed).toBe(7);
  expect(journey.transitions.find((one) => one.to === 'offer-diamond')?.passed).toBeNull();
});

test('whoever entered stands on the way from the trigger, and a goal that somebody reached is drawn', () => {
  const journey = journeyOf(tierUpgrade(), {
    nodes: [
      { id: 'trigger', kind: 'trigger', entered: 24 },
      { id: 'rest', kind: 'step', waiting: 20, held: 0 },
      { id: 'goal', kind: 'goal', event: 'voucher.redeemed', entered: 4 },
      { id: 'exit', kind: 'exit', entered: 0 },
    ],
    edges: [{ from: 'rest', transition: 'goal', to: 'goal', passed: 4 }],
  });
  expect(journey.transitions[0]).toMatchObject({ from: trigger_id, passed: 24 });
  expect(journey.steps.find((step) => step.id === 'rest')?.waiting).toBe(20);
  expect(journey.steps.at(-1)).toMatchObject({ id: 'goal', type: 'goal', detail: 'voucher.redeemed' });
  expect(journey.transitions.at(-1)).toMatchObject({ from: 'rest', to: 'goal', passed: 4 });
});

test('every step type has its ways on', () => {
  expect(transitionsOf({ type: 'wait', events: [{ event: 'order.paid', next: 'a' }], on_timeout: 'b' })).toEqual([
    { name: 'order.paid', to: 'a' },
    { name: 'timeout', to: 'b' },
  ]);
  expect(transitionsOf({ type: 'split', shares: [{ name: 'A', share: 1, next: 'a' }] })).toEqual([{ name: 'A', to: 'a' }]);
  expect(transitionsOf({ type: 'count_gate', cases: [{ up_to: 100, next: 'a' }], otherwise: 'b' })).toEqual([
    { name: 'up to 100', to: 'a' },
    { name: 'otherwise', to: 'b' },
  ]);
  expect(transitionsOf({ type: 'tier', otherwise: 'member', on_failure: 'f', next: 'n' })).toEqual([
    { name: 'next', to: 'n' },
    { name: 'failure', to: 'f' },
  ]);
  expect(transitionsOf({ type: 'end' })).toEqual([]);
});

test('the layout puts nothing over another and every step below the one that leads to it', () => {
  const journey = journeyOf(tierUpgrade());
  const placed = arrange(journey);
  const boxes = journey.steps.map((step) => placed.steps.get(step.id)!);
  for (const [index, one] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) {
      const apart = Math.abs(one.x - other.x) >= node_size.width || Math.abs(one.y - other.y) >= node_size.height;
      expect(apart).toBe(true);
    }
  }
  for (const way of journey.transitions) expect(placed.steps.get(way.to)!.y).toBeGreaterThan(placed.steps.get(way.from)!.y);
});

test('the same definition is drawn the same way', () => {
  expect(arrange(journeyOf(tierUpgrade()))).toEqual(arrange(journeyOf(tierUpgrade())));
});

test('a draft that leads nowhere is drawn as far as it goes', () => {
  const journey = journeyOf({ start: 'a', steps: { a: { type: 'delay', for: 'P1D', next: 'gone' } } });
  expect(journey.transitions.map((one) => one.to)).toEqual(['a']);
  expect(() => arrange(journey)).not.toThrow();
});

test('a path goes through its points and rounds its corners', () => {
  expect(pathThrough([{ x: 0, y: 0 }, { x: 0, y: 40 }, { x: 40, y: 40 }])).toBe('M0 0L0 30Q0 40 10 40L40 40');
});

test('the differences of two versions name the steps', () => {
  const after = tierUpgrade();
  after.steps!['rest']!['for'] = 'P20D';
  delete after.steps!['remind'];
  after.steps!['thank'] = { type: 'end' };
  expect(differences(tierUpgrade(), after)).toEqual([
    { kind: 'changed', path: 'steps/rest' },
    { kind: 'removed', path: 'steps/remind' },
    { kind: 'added', path: 'steps/thank' },
  ]);
  expect(differences(tierUpgrade(), JSON.parse(JSON.stringify(tierUpgrade())) as Definition)).toEqual([]);
});
