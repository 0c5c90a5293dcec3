// The ways on from a step, each with the place in the document that says where it leads.
import { isObject, type Path } from './paths';
import { text, type Definition, type StepDefinition } from '../campaign/definition';

export interface Way {
  from: string; ///< a step's id; "" is the trigger
  path: Path; ///< of the target in the definition
  to: string;
  /** "next", "otherwise", "on_failure", or the list that it is an element of. */
  kind: string;
  index: number; ///< in its list; -1: it is in none
  key: string; ///< of a case of a branch by value
}

const lists: Record<string, string> = { branch: 'cases', count_gate: 'cases', wait: 'events', split: 'shares' };
const not_ways = new Set(['on_unknown', 'on_unpaid']);

export function isWayMember(type: string, member: string): boolean {
  if (member === 'next') return true;
  if (member === 'otherwise') return type !== 'tier'; // there it is a tier
  return member.startsWith('on_') && !not_ways.has(member);
}

/** In the order in which they are read: cases, the way on, the others. */
export function waysOf(id: string, step: StepDefinition): Way[] {
  const base: Path = ['steps', id];
  const ways: Way[] = [];
  const list = lists[step.type];
  const options = list === undefined ? undefined : step[list];
  if (Array.isArray(options))
    options.forEach((one, index) =>
      ways.push({ from: id, path: [...base, list!, index, 'next'], to: text(isObject(one) ? one['next'] : ''), kind: list!, index, key: '' }),
    );
  else if (isObject(options))
    Object.entries(options).forEach(([key, one], index) => {
      const inner = isObject(one) ? ['next'] : [];
      ways.push({ from: id, path: [...base, list!, key, ...inner], to: text(isObject(one) ? one['next'] : one), kind: list!, index, key });
    });
  for (const member of ['next', 'otherwise', ...Object.keys(step).filter((one) => one.startsWith('on_'))])
    if (isWayMember(step.type, member) && step[member] !== undefined)
      ways.push({ from: id, path: [...base, member], to: text(step[member]), kind: member, index: -1, key: '' });
  return ways;
}

export function startWay(definition: Definition): Way {
  return { from: '', path: ['start'], to: text(definition.start), kind: 'start', index: -1, key: '' };
}

export function allWays(definition: Definition): Way[] {
  return [startWay(definition), ...stepsOf(definition).flatMap(([id, step]) => waysOf(id, step))];
}

export function stepsOf(definition: Definition): [string, StepDefinition][] {
  return Object.entries(definition.steps ?? {}).filter((one): one is [string, StepDefinition] => isObject(one[1]));
}

/** Where the walk goes on when nothing special happens; "end" for a step that ends it. */
export function mainTarget(id: string, step: StepDefinition): string {
  const ways = waysOf(id, step);
  const main = ways.find((one) => one.kind === 'next') ?? ways.find((one) => one.kind === 'otherwise') ?? ways[0];
  return main?.to || 'end';
}

/** All steps that can be reached from one, itself too. */
export function reachable(definition: Definition, from: string, without = ''): Set<string> {
  const seen = new Set<string>();
  const look = [from];
  while (look.length > 0) {
    const id = look.pop()!;
    const step = definition.steps?.[id];
    if (seen.has(id) || id === without || !isObject(step)) continue;
    seen.add(id);
    look.push(...waysOf(id, step).map((one) => one.to));
  }
  return seen;
}

/** The step and what can only be reached through it. */
export function branchOf(definition: Definition, id: string): Set<string> {
  const others = reachable(definition, text(definition.start), id);
  return new Set([...reachable(definition, id)].filter((one) => one === id || !others.has(one)));
}
