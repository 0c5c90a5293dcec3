// Which part of the builder a mistake belongs to, and which field of it.
import type { Mistake } from '../api/problem';
import { pathOf, pointerOf } from './paths';

/** "step:rest", "message:hello", "trigger", "endings", "campaign". */
export type Part = string;

const parts: Record<string, Part> = {
  trigger: 'trigger', audience: 'trigger', reentry: 'trigger', start: 'trigger', limits: 'trigger',
  goal: 'endings', exit: 'endings',
};

export function partOf(pointer: string): Part {
  const [first = '', second] = pathOf(pointer);
  if (first === 'steps' && second !== undefined) return `step:${second}`;
  if (first === 'messages' && second !== undefined) return `message:${second}`;
  return parts[first] ?? 'campaign';
}

/** Of one field: its own mistakes, and those deeper in it where nobody else shows them. */
export function mistakesAt(mistakes: readonly Mistake[], path: readonly (string | number)[], isDeep: boolean): Mistake[] {
  const pointer = pointerOf(path);
  return mistakes.filter((one) => one.pointer === pointer || (isDeep && one.pointer.startsWith(`${pointer}/`)));
}

export function countIn(mistakes: readonly Mistake[], part: Part): number {
  return mistakes.filter((one) => partOf(one.pointer) === part).length;
}

/** The field that is nearest to a place: itself, or what it is in. */
export function fieldFor(pointer: string, fields: readonly string[]): string | null {
  for (let wanted = pointer; ; wanted = wanted.slice(0, wanted.lastIndexOf('/'))) {
    if (fields.includes(wanted)) return wanted;
    if (!wanted.includes('/')) return null;
  }
}
