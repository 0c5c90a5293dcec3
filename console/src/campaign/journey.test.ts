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
    nodes: [{ id: 'rest', kind: 'step', waiting: 5, held: 1, entered: 9, left: 3 }],
    edges: [
      { from: 'which-tier', transition: 'case 1', to: 'offer-gold', passed: 6, declared: true },
      { from: 'which-tier', transition: 'case 2', to: 'offer-diamond', passed: 2, declared: true },
    ],
  });
  expect(journey.steps.find((step) => step.id === 'rest')).toMatchObject({ waiting: 5, held: 1, figures: { entered: 9, left: 3 } });
  expect(journey.transitions.find((one) => one.to === 'offer-gold')).toMatchObject({ passed: 6, share: 0.75 });
  expect(journey.transitions.find((one) => one.from === 'rest')).toMatchObject({ passed: 0, share: null });
});

test('without figures nothing is said to be nobody', () => {
  expect(journeyOf(tierUpgrade()).transitions.every((one) => one.passed === null && one.share === null)).toBe(true);
});

test('who began, who reached the goal and who was skipped is drawn, also where no step names it', () => {
  const journey = journeyOf(tierUpgrade(), {
    nodes: [
      { id: ':trigger', kind: 'trigger', entered: 0, left: 24 },
      { id: 'rest', kind: 'step', waiting: 20, held: 0 },
      { id: ':goal:voucher.redeemed', kind: 'goal', event: 'voucher.redeemed', entered: 4 },
      { id: ':exit:left', kind: 'exit', event: 'left', entered: 0 },
      { id: ':cancelled', kind: 'cancelled', entered: 0 },
    ],
    edges: [
      { from: ':trigger', transition: 'start', to: 'which-tier', passed: 24, declared: true },
      { from: 'rest', transition: 'goal', to: ':goal:voucher.redeemed', passed: 4, declared: false },
      { from: 'rest', transition: 'skipped', to: ':end', passed: 1, declared: false },
      { from: 'rest', transition: 'exit', to: ':exit:left', passed: 0, declared: false },
    ],
  });
  expect(journey.transitions[0]).toMatchObject({ from: trigger_id, passed: 24 });
  expect(journey.steps.filter((step) => step.id.startsWith(':'))).toMatchObject([{ type: 'goal', detail: 'voucher.redeemed' }]);
  expect(journey.transitions.filter((one) => one.isExtra)).toMatchObject([
    { from: 'rest', to: ':goal:voucher.redeemed', passed: 4, share: 0.8 },
    { from: 'rest', to: end_id, passed: 1 },
  ]);
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
