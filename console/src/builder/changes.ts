// Which members of one step, message or setting differ.
import type { Definition } from '../campaign/definition';
import { canonical } from '../campaign/differences';
import { at, isObject } from './paths';

export interface MemberChange {
  member: string; ///< "for", "cases/gold"
  before: unknown;
  after: unknown;
}

const deepest = 3;

/** Of what `differences` names by a path such as "steps/rest": the members, as deep as they are few. */
export function changesIn(before: Definition, after: Definition, path: string): MemberChange[] {
  const [first, ...rest] = path.split('/');
  const place = rest.length > 0 ? [first!, rest.join('/')] : [first!];
  return compare(at(before, place), at(after, place), '', 0);
}

function compare(before: unknown, after: unknown, member: string, depth: number): MemberChange[] {
  if (canonical(before) === canonical(after)) return [];
  if (!isObject(before) || !isObject(after) || depth >= deepest) return [{ member, before, after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
    compare(before[name], after[name], member ? `${member}/${name}` : name, depth + 1),
  );
}
