import { campaign_schema, resolved, schemaOf, variants, type Schema } from './schema';
import { beginningOf, controlOf, entriesOf, itemsOf, membersOf } from './fields';
import { beginning, changed, redone, undone } from './history';
import { durationOf, spanOf } from './durations';
import { forget, keep, keptAt, keyFor } from './keep';
import { merge } from './merge';
import { at, pathOf, pointerOf, put, rename, type Path } from './paths';
import { fieldFor, mistakesAt, partOf } from './problems';
import { idFrom, kinds, newCampaign, newStep, palette, step_types } from './starts';
import { changesIn } from './changes';
import { neighbour } from './draw';
import { sayMistake } from './mistakes';
import { builder_words } from './words.svelte';
import { samplesOf } from './samples';
import { builder as en } from '../words/en/builder';
import { words } from '../words/vi';
import { locale } from '../shell/locale.svelte';
import { builder as vi } from '../words/vi/builder';
import { expect, test } from 'vitest';

/** Every member of the definition with its path and its schema; names that are free are "x". */
function everyMember(given: Schema, path: Path = [], depth = 0): { path: Path; schema: Schema }[] {
  const schema = resolved(given);
  if (depth > 9) return [];
  const inside = Object.entries(schema.properties ?? {}).flatMap(([name, one]) => everyMember(one, [...path, name], depth + 1));
  const items = schema.items ? everyMember(schema.items, [...path, 0], depth + 1) : [];
  const entries = entriesOf(schema);
  const named = entries ? everyMember(entries, [...path, 'x'], depth + 1) : [];
  const forms = (schema.oneOf ?? []).flatMap((one) => everyMember(one, path, depth + 1).filter((inner) => inner.path.length > path.length));
  return [...(path.length > 0 ? [{ path, schema: { ...schema } }] : []), ...inside, ...items, ...named, ...forms];
}
const all = everyMember(campaign_schema);

test('every type of step and of trigger has a panel, a place in the palette and a word', () => {
  const types = [...new Set(variants('step').map((one) => one.type))];
  expect(types.length).toBeGreaterThan(15);
  expect([...step_types].sort()).toEqual([...types].sort());
  expect(palette.flatMap((group) => group.types).sort()).toEqual([...types].sort());
  for (const type of types) expect(vi.types, type).toHaveProperty(type);
  for (const { type, schema } of variants('step')) {
    const members = membersOf(type, schema);
    expect([...members.main, ...members.rare].sort()).toEqual(Object.keys(schema.properties!).filter((one) => one !== 'type' && one !== 'title').sort());
  }
});

test('every member of the definition has a control and a name in both languages', () => {
  const names = new Set(all.map((one) => one.path.at(-1)).filter((one): one is string => typeof one === 'string' && one !== 'x'));
  expect(names.size).toBeGreaterThan(100);
  expect([...names].filter((name) => !(name in vi.members) || !(name in en.members))).toEqual([]);
  const as_json = all.filter((one) => controlOf(one.path, one.schema) === 'json' && one.path.at(-1) !== 'type').map((one) => one.path.join('/'));
  // What has no form of its own: notes, data of any shape, and what panels have a control for.
  expect(as_json.filter((one) => !/^(meta|goal|exit|trigger|steps\/x)$|order\/0|products\/fallback|headers\/x|channels\/x/.test(one))).toEqual([]);
});

test('every choice has a word', () => {
  for (const { path, schema } of all) {
    if (!schema.enum || typeof path.at(-1) !== 'string') continue;
    const words = (vi.choices as Record<string, Record<string, string>>)[path.at(-1) as string] ?? {};
    expect(schema.enum.filter((one) => !(String(one) in words)), path.join('/')).toEqual([]);
  }
});

test('a step is read by the form that it has', () => {
  expect(schemaOf('step', { type: 'branch', on: 1, cases: {}, otherwise: 'end' })?.properties).toHaveProperty('on');
  expect(schemaOf('step', { type: 'branch', cases: [], otherwise: 'end' })?.properties).not.toHaveProperty('on');
  expect(schemaOf('step', { type: 'points', reverse: 1, next: 'end' })?.properties).toHaveProperty('reverse');
  expect(schemaOf('step', { type: 'tier', to: 'gold', next: 'end' })?.properties).not.toHaveProperty('tiers');
  expect(schemaOf('step', { type: 'there-is-none' })).toBeNull();
  for (const type of step_types) expect(schemaOf('step', newStep({}, type).step), type).not.toBeNull();
});

test('new elements have what they must have', () => {
  const wait = schemaOf('step', { type: 'wait' })!;
  expect(beginningOf(itemsOf(wait.properties!['events']!))).toEqual({ event: 'order.paid', next: 'end' });
  const split = schemaOf('step', { type: 'split' })!;
  expect(beginningOf(itemsOf(split.properties!['shares']!))).toEqual({ name: '', share: 1, next: 'end' });
});

test('edits are undone and done again, and typing is one step', () => {
  let history = beginning({ a: 1 } as Record<string, number>);
  history = changed(history, { a: 2 }, '/a');
  history = changed(history, { a: 23 }, '/a');
  history = changed(history, { a: 23, b: 1 });
  expect(history.past.length).toBe(2);
  const back = undone(undone(history));
  expect(back.now).toEqual({ a: 1 });
  expect(undone(back)).toBe(back);
  expect(redone(redone(back)).now).toEqual({ a: 23, b: 1 });
  expect(changed(back, { a: 9 }).future).toEqual([]);
});

test('durations of one unit are a number and a unit, others stay text', () => {
  for (const text of ['P25D', 'PT2H', 'PT90M', 'P1W', 'P3M', 'P1Y', 'PT30S', 'P0D']) expect(durationOf(spanOf(text)!)).toBe(text);
  for (const text of ['P1DT2H', 'PT1.5H', '25 days', '', 'P', 'P01D', '-P3D']) expect(spanOf(text)).toBeNull();
});

test('places are read and written without a trace elsewhere', () => {
  const before = { steps: { a: { cases: [{ next: 'x' }] } }, 'od~d/': 1 };
  const after = put(before, ['steps', 'a', 'cases', 0, 'next'], 'y');
  expect(at(after, ['steps', 'a', 'cases', 0, 'next'])).toBe('y');
  expect(before.steps.a.cases[0]!.next).toBe('x');
  expect(put(before, ['steps', 'a', 'cases', 0], undefined).steps.a.cases).toEqual([]);
  expect(Object.keys(rename({ a: 1, b: 2, c: 3 }, 'b', 'd'))).toEqual(['a', 'd', 'c']);
  expect(pathOf(pointerOf(['od~d/', 'a', 0]))).toEqual(['od~d/', 'a', '0']);
});

test('a mistake leads to its part and to the nearest field', () => {
  expect(partOf('/steps/used?/cases/0/when')).toBe('step:used?');
  expect(partOf('/messages/hello/languages/vi/text')).toBe('message:hello');
  expect([partOf('/audience/and'), partOf('/goal'), partOf('/name'), partOf('')]).toEqual(['trigger', 'endings', 'campaign', 'campaign']);
  expect(fieldFor('/steps/a/cases/0/when/==/1', ['/steps/a', '/steps/a/cases/0/when', '/steps/a/cases'])).toBe('/steps/a/cases/0/when');
  expect(fieldFor('/steps/a/x', ['/name'])).toBeNull();
  const mistakes = [{ pointer: '/a/b', message: '1' }, { pointer: '/a/bc', message: '2' }, { pointer: '/a/b/c', message: '3' }];
  expect(mistakesAt(mistakes, ['a', 'b'], true).map((one) => one.message)).toEqual(['1', '3']);
});

test('two people who changed different places both keep what they did', () => {
  const base = { name: 'a', steps: { x: { type: 'end' }, y: { type: 'tag' }, z: { type: 'end' } } };
  const mine = { name: 'mine', steps: { x: { type: 'end', reason: 'r' }, y: { type: 'tag' }, z: { type: 'delay' } } };
  const theirs = { name: 'a', steps: { x: { type: 'end' }, z: { type: 'wait' }, w: { type: 'end' } } };
  const told = merge(base, mine, theirs);
  expect(told.merged).toEqual({ name: 'mine', steps: { x: { type: 'end', reason: 'r' }, z: { type: 'wait' }, w: { type: 'end' } } });
  expect(told.clashes).toEqual([{ path: ['steps', 'z'], mine: { type: 'delay' }, theirs: { type: 'wait' } }]);
  expect(merge(base, base, theirs)).toEqual({ merged: theirs, clashes: [] });
});

test('what is not saved is kept on the device, and a full device says so', () => {
  const held = new Map<string, string>();
  const storage = { getItem: (key: string) => held.get(key) ?? null, setItem: (key: string, value: string) => void held.set(key, value), removeItem: (key: string) => void held.delete(key) };
  const key = keyFor('lan', 'hello');
  expect(keptAt(storage, key)).toBeNull();
  expect(keep(storage, key, { definition: { name: 'a' }, base: null, etag: '', at: 5 })).toBe(true);
  expect(keptAt(storage, key)?.definition).toEqual({ name: 'a' });
  held.set(key, '{broken');
  expect(keptAt(storage, key)).toBeNull();
  forget(storage, key);
  expect(held.size).toBe(0);
  expect(keep({ setItem: () => { throw new Error('full'); } }, key, { definition: {}, base: null, etag: '', at: 5 })).toBe(false);
});

test('a name gives an id, and each kind a trigger that the schema knows', () => {
  expect(idFrom('Nâng hạng: Đặc biệt 2026!')).toBe('nang-hang-dac-biet-2026');
  for (const kind of kinds) expect(schemaOf('trigger', newCampaign(kind, 'UTC', new Date(0)).trigger as never), kind).not.toBeNull();
});

test('what changed in a step is said member by member', () => {
  const before = { steps: { rest: { type: 'delay', for: 'P25D', next: 'a' } } };
  const after = { steps: { rest: { type: 'delay', for: 'P10D', next: 'a', title: 'x' } } };
  expect(changesIn(before, after, 'steps/rest')).toEqual([
    { member: 'for', before: 'P25D', after: 'P10D' },
    { member: 'title', before: undefined, after: 'x' },
  ]);
});

test('the arrows lead to the nearest node in their direction', () => {
  const places = new Map([['a', { x: 0, y: 0 }], ['b', { x: -100, y: 100 }], ['c', { x: 100, y: 100 }], ['d', { x: 10, y: 200 }]]);
  expect(neighbour(places, 'a', 'down')).toBe('b');
  expect(neighbour(places, 'b', 'right')).toBe('c');
  expect(neighbour(places, 'd', 'up')).toBe('c');
  expect(neighbour(places, 'a', 'up')).toBeNull();
  expect(neighbour(places, 'nowhere', 'up')).toBeNull();
});

test('previews see a sample of every variable', () => {
  const definition = { steps: { a: { type: 'voucher', as: 'offer' }, b: { type: 'http', as: 'answer' } } };
  expect(samplesOf(definition, 0).vars).toMatchObject({ offer: { code: 'ABC-123', expires_at: '1970-01-15T00:00:00.000Z' }, answer: {} });
});

test('common mistakes are said in the language of the reader, others as the daemon says them', () => {
  builder_words.words = vi;
  locale.words = words;
  const definition = { steps: { rest: { type: 'delay', title: 'Nghỉ' } } };
  const said = (message: string) => sayMistake(message, definition, (name) => name);
  expect(said('there is no step "rset"; did you mean "rest"?')).toEqual({ text: 'Không có bước “rset”.', isEnglish: false });
  expect(said('no way leads to the step "rest" from the start "a"; lead one there, or remove it').text).toBe('Không đường nào dẫn đến bước “Nghỉ”. Hãy nối vào, hoặc bỏ bước này.');
  expect(said('expected the campaign\'s title, 1 to 200 characters, not ""').text).toBe('Còn để trống.');
  expect(said('another share of this split is called "a" too')).toEqual({ text: 'another share of this split is called "a" too', isEnglish: true });
});

/** The paths of all entries of a dictionary. */
function entries(of: object, path = ''): string[] {
  return Object.entries(of).flatMap(([name, value]) => (typeof value === 'object' && value !== null ? entries(value as object, `${path}${name}/`) : [`${path}${name}`]));
}

test('both languages of the builder say the same things', () => {
  expect(entries(en)).toEqual(entries(vi));
  for (const language of [vi, en]) {
    for (const path of entries(language)) {
      const entry = at(language, path.split('/').filter(Boolean)) ?? path.split('/').reduce<unknown>((here, name) => (here as Record<string, unknown>)?.[name], language);
      if (typeof entry === 'string') expect(entry, path).not.toBe('');
      if (typeof entry !== 'function') continue;
      const facts = Array.from({ length: entry.length }, (_, index) => `‹${index}›`);
      const said = (entry as (...facts: string[]) => string)(...facts);
      for (const fact of facts) expect(said, path).toContain(fact);
    }
  }
});
