import { conditionOf, copied, freeName, made, membersOf, moved, ruleOf, textFor, withMember, withText, componentTypes, type Component } from './components';
import { describe, expect, test } from 'vitest';

const score: Component = { type: 'rating', name: 'score', label: { vi: 'Điểm', en: 'Score' } };
const comment: Component = { type: 'long_text', name: 'comment', label: 'Why?' };

describe('components of a form', () => {
  test('a new one has a name that no other has', () => {
    expect(freeName([score, { ...score, name: 'score2' }], 'score')).toBe('score3');
    expect(made('rating', [{ type: 'rating', name: 'rating' }], ['vi'], 'Mới').name).toBe('rating2');
  });
  test('every type can be made and has members to write', () => {
    for (const type of componentTypes) {
      const one = made(type, [], ['vi', 'en'], 'Mới');
      expect(one.type).toBe(type);
      expect(new Set(membersOf(type).map((member) => member.name)).size).toBe(membersOf(type).length);
    }
  });
  test('they are moved, and not beyond the ends', () => {
    expect(moved([score, comment], 0, 1)).toEqual([comment, score]);
    expect(moved([score, comment], 0, -1)).toEqual([score, comment]);
    expect(moved([score, comment], 1, 2)).toEqual([score, comment]);
  });
  test('a copy stands behind its original under another name, and shares nothing with it', () => {
    const list = copied([score, comment], 0);
    expect(list.map((one) => one.name)).toEqual(['score', 'score2', 'comment']);
    expect(list[1]!['label']).not.toBe(list[0]!['label']);
  });
  test('a member that says nothing is left out', () => {
    expect(withMember({ a: 1, b: 2 }, 'b', '')).toEqual({ a: 1 });
    expect(withMember({ a: 1 }, 'b', false)).toEqual({ a: 1, b: false });
  });
});

describe('texts', () => {
  test('one for all languages becomes one for each when it is written in one', () => {
    expect(withText('Why?', 'vi', ['vi', 'en'], 'Vì sao?')).toEqual({ vi: 'Vì sao?', en: 'Why?' });
  });
  test('what is not there is empty', () => {
    expect(textFor({ vi: 'Điểm' }, 'en')).toBe('');
    expect(textFor('Why?', 'en')).toBe('Why?');
    expect(textFor(undefined, 'en')).toBe('');
  });
});

describe('when a component is shown', () => {
  test.each([
    [{ '<': [{ var: 'answers.score' }, 7] }],
    [{ '==': [{ var: 'answers.how' }, 'mail'] }],
    [{ '!=': [{ var: 'answers.how' }, 'a b'] }],
    [{ var: 'answers.keep' }],
  ])('%j is a row and back', (condition) => {
    const row = ruleOf(condition);
    expect(row).not.toBeNull();
    expect(conditionOf(row!)).toEqual(condition);
  });
  test.each([
    [{ and: [{ var: 'answers.a' }, { var: 'answers.b' }] }],
    [{ '==': [{ var: 'customer.tier' }, 'gold'] }],
    [{ '==': [{ var: 'answers.code' }, '7'] }],
    [{ '<': [{ var: 'answers.a' }, 1], '>': [{ var: 'answers.a' }, 1] }],
    [true],
    [null],
  ])('%j is none, and stays as it is', (condition) => expect(ruleOf(condition)).toBeNull());
  test('no condition is an empty row', () => {
    expect(conditionOf(ruleOf(undefined)!)).toBeUndefined();
  });
});
