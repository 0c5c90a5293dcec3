// What a new version of a campaign changes, step by step.
import type { Definition } from './definition';

export interface Difference {
  kind: 'added' | 'removed' | 'changed';
  path: string; ///< "steps/rest", "trigger"
}

/** Members of the definition; of steps and messages each one by itself. */
export function differences(before: Definition, after: Definition): Difference[] {
  const parts = ['steps', 'messages'];
  const top = without(before, parts);
  const found = compare('', top, without(after, parts));
  for (const part of parts)
    found.push(...compare(`${part}/`, objectOf(before[part]), objectOf(after[part])));
  return found;
}

function without(from: Definition, names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function compare(prefix: string, before: Record<string, unknown>, after: Record<string, unknown>): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name): Difference[] => {
    const path = prefix + name;
    if (!(name in before)) return [{ kind: 'added', path }];
    if (!(name in after)) return [{ kind: 'removed', path }];
    return canonical(before[name]) === canonical(after[name]) ? [] : [{ kind: 'changed', path }];
  });
}

/** JSON whose members are in order, so that equal values have equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
