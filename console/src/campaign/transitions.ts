// The ways on from a step, by its type, under the names that journals and figures have for them.
import { text, type StepDefinition } from './definition';

export interface WayOn {
  name: string;
  to: string;
}

interface Option {
  next?: unknown;
  name?: unknown;
  event?: unknown;
  up_to?: unknown;
}

const options = (value: unknown): Option[] => (Array.isArray(value) ? (value as Option[]) : []);

function branchWays(step: StepDefinition): WayOn[] {
  const cases = step['cases'];
  const targets = Array.isArray(cases)
    ? options(cases).map((one) => one.next)
    : Object.values((cases as Record<string, unknown> | undefined) ?? {});
  return targets.map((to, index) => ({ name: `case ${index + 1}`, to: text(to) }));
}

const optional: [member: string, name: string][] = [
  ['next', 'next'],
  ['on_unreachable', 'unreachable'],
  ['on_exhausted', 'exhausted'],
  ['on_insufficient', 'insufficient'],
  ['on_timeout', 'timeout'],
  ['on_failure', 'failure'],
  ['otherwise', 'otherwise'],
];

/** A target that is not given is no way. */
export function transitionsOf(step: StepDefinition): WayOn[] {
  const ways: WayOn[] = [];
  if (step.type === 'branch') ways.push(...branchWays(step));
  if (step.type === 'wait') ways.push(...options(step['events']).map((one) => ({ name: text(one.event), to: text(one.next) })));
  if (step.type === 'split') ways.push(...options(step['shares']).map((one) => ({ name: text(one.name), to: text(one.next) })));
  if (step.type === 'count_gate')
    ways.push(...options(step['cases']).map((one) => ({ name: `up to ${String(one.up_to)}`, to: text(one.next) })));
  for (const [member, name] of optional) {
    // A tier's "otherwise" is a value, not a step.
    if (step.type === 'tier' && member === 'otherwise') continue;
    ways.push({ name, to: text(step[member]) });
  }
  return ways.filter((one) => one.to !== '');
}
