// Two people changed the same campaign: what both did not touch alike is taken together, the rest is asked.
import { canonical } from '../campaign/differences';
import type { Definition } from '../campaign/definition';
import { at, isObject, put, type Path } from './paths';

export interface Clash {
  path: Path; ///< ["steps", "rest"], ["trigger"]
  mine: unknown;
  theirs: unknown;
}

const by_element = ['steps', 'messages'];

/** The members of a definition; of steps and messages each one by itself. */
export function pathsOf(...definitions: Definition[]): Path[] {
  const found = new Map<string, Path>();
  const note = (path: Path) => found.set(path.join('\n'), path);
  for (const one of definitions) {
    for (const name of Object.keys(one)) {
      const member = one[name];
      if (!by_element.includes(name) || !isObject(member)) note([name]);
      else for (const inner of Object.keys(member)) note([name, inner]);
    }
  }
  return [...found.values()];
}

const same = (a: unknown, b: unknown) => canonical(a) === canonical(b);

/** Theirs with what only I changed; where both did, theirs stands until somebody decides. */
export function merge(base: Definition, mine: Definition, theirs: Definition): { merged: Definition; clashes: Clash[] } {
  let merged = theirs;
  const clashes: Clash[] = [];
  for (const path of pathsOf(base, mine, theirs)) {
    const [before, own, other] = [at(base, path), at(mine, path), at(theirs, path)];
    if (same(own, other) || same(own, before)) continue;
    if (same(other, before)) merged = put(merged, path, own);
    else clashes.push({ path, mine: own, theirs: other });
  }
  return { merged, clashes };
}
