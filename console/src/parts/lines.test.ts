import { compareLines, folded } from './lines';
import { expect, test } from 'vitest';

const said = (before: string, after: string) => compareLines(before, after).map((one) => ({ same: ' ', added: '+', removed: '-' })[one.kind] + one.text);

test('common lines stay, others go and come', () => {
  expect(said('a\nb\nc', 'a\nx\nc')).toEqual([' a', '-b', '+x', ' c']);
  expect(said('a\nb', 'a\nb')).toEqual([' a', ' b']);
  expect(said('a\nb\nc\nd', 'b\nd\ne')).toEqual(['-a', ' b', '-c', ' d', '+e']);
});

test('both texts are in what is said, whatever they are', () => {
  let state = 5;
  const pick = (below: number) => (state = (state * 48271) % 2147483647) % below;
  for (let turn = 0; turn < 300; ++turn) {
    const text = () => Array.from({ length: pick(12) }, () => 'abc'[pick(3)]).join('\n');
    const [before, after] = [text(), text()];
    const lines = compareLines(before, after);
    expect(lines.filter((one) => one.kind !== 'added').map((one) => one.text).join('\n')).toBe(before);
    expect(lines.filter((one) => one.kind !== 'removed').map((one) => one.text).join('\n')).toBe(after);
    expect(lines.filter((one) => one.kind !== 'removed').map((one) => one.number)).toEqual(after.split('\n').map((_, at) => at + 1));
  }
});

test('what is far from a change is folded', () => {
  const many = Array.from({ length: 20 }, (_, at) => String(at));
  const pieces = folded(compareLines(many.join('\n'), many.with(10, 'x').join('\n')));
  expect(pieces[0]).toEqual({ kind: 'folded', count: 7 });
  expect(pieces.at(-1)).toEqual({ kind: 'folded', count: 6 });
  expect(pieces.length).toBe(10);
});
