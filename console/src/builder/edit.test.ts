import { copyBranch, freshStepId, insert, move, pasteBranch, remove, removeBranch, renameMessage, renameStep, variablesOf } from './edit';
import { stepsForms } from './forms';
import { newCampaign, newStep, step_types } from './starts';
import { allWays, branchOf, reachable, stepsOf, waysOf, type Way } from './ways';
import type { Definition, StepDefinition } from '../campaign/definition';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const tierUpgrade = JSON.parse(readFileSync(join(import.meta.dirname, '../../../examples/tier-upgrade/campaign.json'), 'utf8')) as Definition;
const way = (of: Definition, from: string, kind: string): Way => allWays(of).find((one) => one.from === from && one.kind === kind)!;
const leadsTo = (of: Definition, from: string) => waysOf(from, of.steps![from]!).map((one) => one.to);

/** Every way leads to a step or to the end. */
function dangling(of: Definition): string[] {
  return allWays(of).filter((one) => one.to !== 'end' && !(one.to in (of.steps ?? {}))).map((one) => one.path.join('/'));
}

test('a step is put on a way, and leads to where the way led', () => {
  for (const type of step_types) {
    const made = newStep(tierUpgrade, type);
    const next = insert(made.definition, way(tierUpgrade, 'tell', 'next'), made.id, made.step);
    expect(leadsTo(next, 'tell')[0], type).toBe(made.id);
    if (type !== 'end' && type !== 'pause_campaign') expect(new Set(leadsTo(next, made.id)), type).toEqual(new Set(['rest']));
    expect(dangling(next), type).toEqual([]);
    expect(Object.keys(next.steps!)[Object.keys(next.steps!).indexOf('tell') + 1]).toBe(made.id);
  }
});

test('the first step of an empty campaign leads to its end', () => {
  const empty = newCampaign('changed_data', 'Asia/Ho_Chi_Minh', new Date('2026-03-01T00:00:00Z'));
  const made = newStep(empty, 'send');
  const next = insert(made.definition, way(empty, '', 'start'), made.id, made.step);
  expect(next.start).toBe('send');
  expect(leadsTo(next, 'send')).toEqual(['end']);
  expect(Object.keys(next.messages!)).toEqual(['message']);
});

test('a step that is taken out is bridged, at the start, too', () => {
  const without = remove(tierUpgrade, 'rest');
  expect(leadsTo(without, 'tell')[0]).toBe('used?');
  expect(dangling(without)).toEqual([]);
  expect(remove(tierUpgrade, 'which-tier').start).toBe('offer-silver');
  const alone = remove({ start: 'a', steps: { a: { type: 'delay', for: 'P1D', next: 'a' } } }, 'a');
  expect(alone).toEqual({ start: 'end', steps: {} });
});

test('a delay forgets the step that it counted from', () => {
  const counting = { start: 'a', steps: { a: { type: 'tag', next: 'b' }, b: { type: 'delay', for: 'P1D', from: 'a', next: 'end' } } };
  expect(remove(counting, 'a').steps!['b']).toEqual({ type: 'delay', for: 'P1D', next: 'end' });
});

test('a branch goes with what only it leads to', () => {
  expect([...branchOf(tierUpgrade, 'used?')].sort()).toEqual(['remind', 'used?']);
  const without = removeBranch(tierUpgrade, 'used?');
  expect(Object.keys(without.steps!)).not.toContain('remind');
  expect(leadsTo(without, 'rest')).toEqual(['end']);
});

test('a step moves to another way', () => {
  const moved = move(tierUpgrade, 'rest', way(tierUpgrade, 'which-tier', 'otherwise'));
  expect(leadsTo(moved, 'rest')).toEqual(['offer-silver']);
  expect(leadsTo(moved, 'tell')[0]).toBe('used?');
  expect(dangling(moved)).toEqual([]);
  const own = way(tierUpgrade, 'rest', 'next');
  expect(move(tierUpgrade, 'rest', own)).toBe(tierUpgrade);
});

test('a copied branch has ids of its own and leads on', () => {
  const copy = copyBranch(tierUpgrade, 'used?');
  const pasted = pasteBranch(tierUpgrade, copy, way(tierUpgrade, 'remind', 'next'));
  expect(leadsTo(pasted, 'remind')[0]).toBe('used-2');
  expect(leadsTo(pasted, 'used-2')).toEqual(['remind-2', 'end']);
  expect(stepsOf(pasted).length).toBe(stepsOf(tierUpgrade).length + 2);
  expect(reachable(pasted, pasted.start!).size).toBe(stepsOf(pasted).length);
});

test('a new id reaches every place that names the step', () => {
  const before: Definition = {
    start: 'tell',
    steps: {
      tell: { type: 'send', message: 'm', via: ['mailbox'], next: 'rest' },
      rest: { type: 'delay', for: 'P1D', from: 'tell', next: 'seen' },
      seen: { type: 'branch', cases: [{ when: { and: [{ outcome: ['tell', 'read_at'] }, { '==': [{ outcome: 'tell' }, 'tell'] }] }, next: 'tell' }], otherwise: 'end' },
    },
    goal: { event: 'x', match: { '!!': { outcome: 'tell' } } },
    meta: { outcome: 'tell' },
  };
  const after = renameStep(before, 'tell', 'greet');
  expect(after).toEqual({
    start: 'greet',
    steps: {
      greet: { type: 'send', message: 'm', via: ['mailbox'], next: 'rest' },
      rest: { type: 'delay', for: 'P1D', from: 'greet', next: 'seen' },
      seen: { type: 'branch', cases: [{ when: { and: [{ outcome: ['greet', 'read_at'] }, { '==': [{ outcome: 'greet' }, 'tell'] }] }, next: 'greet' }], otherwise: 'end' },
    },
    goal: { event: 'x', match: { '!!': { outcome: 'greet' } } },
    meta: { outcome: 'tell' },
  });
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(renameStep(before, 'tell', 'rest')).toBe(before);
  expect(renameStep(before, 'tell', 'end')).toBe(before);
});

test('there and back again is the same campaign', () => {
  for (const [id] of stepsOf(tierUpgrade)) expect(renameStep(renameStep(tierUpgrade, id, 'another'), 'another', id)).toEqual(tierUpgrade);
  for (const name of Object.keys(tierUpgrade.messages!)) {
    const renamed = renameMessage(tierUpgrade, name, 'other');
    expect(stepsOf(renamed).some(([, step]) => step['message'] === name)).toBe(false);
    expect(renameMessage(renamed, 'other', name)).toEqual(tierUpgrade);
  }
});

test('ids are free and short', () => {
  expect(freshStepId(tierUpgrade, 'tell')).toBe('tell-2');
  expect(freshStepId(tierUpgrade, 'end')).toBe('end-2');
  expect(freshStepId(tierUpgrade, 'x')).toBe('x');
});

test('random edits leave no way without a step', () => {
  let seed = 7;
  const pick = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  let now = tierUpgrade;
  for (let turn = 0; turn < 400; ++turn) {
    const ways = allWays(now);
    const ids = Object.keys(now.steps!);
    const to = ways[pick(ways.length)]!;
    const id = ids[pick(ids.length)] ?? '';
    const made = newStep(now, step_types[pick(step_types.length)]!);
    const turns = [
      () => insert(made.definition, to, made.id, made.step),
      () => (ids.length > 3 ? remove(now, id) : now),
      () => (id ? move(now, id, to) : now),
      () => (ids.length < 40 && id ? pasteBranch(now, copyBranch(now, id), to) : now),
      () => (id ? renameStep(now, id, freshStepId(now, 'step')) : now),
    ];
    now = turns[pick(turns.length)]!();
    expect(dangling(now), `turn ${turn}`).toEqual([]);
  }
});

test('a form that is changed and changed back leads where it led', () => {
  const byValue = tierUpgrade.steps!['which-tier'] as StepDefinition;
  const [conditions, value] = stepsForms('step', byValue);
  expect([conditions!.isNow, value!.isNow]).toEqual([false, true]);
  const cases = conditions!.become();
  expect(cases['cases']).toEqual([
    { when: { '==': [{ var: 'customer.tier' }, 'gold'] }, next: 'offer-gold' },
    { when: { '==': [{ var: 'customer.tier' }, 'diamond'] }, next: 'offer-diamond' },
  ]);
  expect(stepsForms('step', cases)[1]!.become()).toEqual(byValue);
});

test('variables are named with the step that stores them', () => {
  expect(variablesOf(tierUpgrade).map((one) => one.name)).toEqual(['offer', 'offer', 'offer']);
});
