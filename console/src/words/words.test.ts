// The dictionaries say the same things, and have a word for every code of the daemon.
import { words as en } from './en';
import { words as vi } from './vi';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The paths of all entries. */
function entries(of: object, path = ''): string[] {
  return Object.entries(of).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null ? entries(value as object, `${path}${name}/`) : [`${path}${name}`],
  );
}

function at(of: object, path: string): unknown {
  return path.split('/').reduce<unknown>((here, name) => (here as Record<string, unknown>)[name], of);
}

test('both languages have the same entries, in the same order', () => {
  expect(entries(en)).toEqual(entries(vi));
});

test('no entry is empty but those that say nothing on purpose', () => {
  const empty = entries(vi).filter((path) => at(vi, path) === '' || at(en, path) === '');
  expect(empty).toEqual(['transitions/next']);
});

test('an entry with facts takes as many of them in both languages', () => {
  for (const path of entries(vi)) {
    const [one, other] = [at(vi, path), at(en, path)];
    expect(typeof other, path).toBe(typeof one);
    if (typeof one === 'function') expect((other as () => string).length, path).toBe(one.length);
  }
});

test('every fact that an entry takes is in what it says', () => {
  for (const language of [vi, en]) {
    for (const path of entries(language)) {
      const entry = at(language, path);
      if (typeof entry !== 'function') continue;
      const facts = Array.from({ length: entry.length }, (_, index) => `‹${index}›`);
      const said = (entry as (...facts: string[]) => string)(...facts);
      for (const fact of facts) expect(said, path).toContain(fact);
    }
  }
});

test('every code of an error has words', () => {
  const catalogue = readFileSync(join(import.meta.dirname, '../../../src/base/error_code.cpp'), 'utf8');
  const codes = [...catalogue.matchAll(/"(SJ\d{4})"/g)].map((one) => one[1]!);
  expect(codes.length).toBeGreaterThan(40);
  expect(codes.filter((code) => !(code in vi.problems))).toEqual([]);
});

test('every type of journal entry and of step is known', () => {
  const header = readFileSync(join(import.meta.dirname, '../../../src/engine/entry.cpp'), 'utf8');
  const types = /type_names\W[\s\S]*?;/.exec(header)?.[0].match(/"[a-z_]+"/g)?.map((one) => one.slice(1, -1)) ?? [];
  expect(types.length).toBeGreaterThan(15);
  const told = readFileSync(join(import.meta.dirname, '../instance/timeline.ts'), 'utf8');
  expect(types.filter((type) => !new RegExp(`^  ${type}: `, 'm').test(told))).toEqual([]);
});

test('every state that the daemon names has words', () => {
  const lists: [file: string, list: string, words: object][] = [
    ['src/engine/state.cpp', 'status_names', vi.statuses],
    ['src/engine/state.cpp', 'waiting_names', vi.waitingFor],
    ['storage/write/write_job.cpp', 'job_state_names', vi.jobs.states],
    ['storage/write/write_job.cpp', 'action_names', vi.jobs.actions],
    ['storage/write/write_run.cpp', 'run_state_names', vi.runs.states],
    ['storage/write/write_import.cpp', 'import_state_names', vi.imports.states],
    ['storage/write/erasures.cpp', 'erasure_state_names', vi.erasures.states],
  ];
  for (const [file, list, known] of lists) {
    const source = readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');
    const named = new RegExp(`${list}\\W[\\s\\S]*?;`).exec(source)?.[0].match(/"[a-z_]+"/g)?.map((one) => one.slice(1, -1)) ?? [];
    expect(named.length, list).toBeGreaterThan(2);
    expect(named.filter((name) => !(name in known)), list).toEqual([]);
  }
});
