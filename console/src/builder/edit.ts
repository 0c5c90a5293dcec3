// What an operator does to a campaign's definition: each is a function from a definition to the next one.
import { isObject, put, rename } from './paths';
import { allWays, branchOf, mainTarget, stepsOf, waysOf, type Way } from './ways';
import { text, type Definition, type StepDefinition } from '../campaign/definition';

/** Lets a way lead elsewhere. */
export function lead(definition: Definition, way: Way, to: string): Definition {
  return put(definition, way.path, to);
}

/** An id that nothing has: "send", "send-2", … */
export function freshId(taken: (id: string) => boolean, wanted: string): string {
  const stem = wanted.replace(/\?$/, '').replace(/-\d+$/, '').slice(0, 58) || 'step';
  if (!taken(wanted) && wanted !== 'end') return wanted;
  for (let number = 2; ; ++number) if (!taken(`${stem}-${number}`)) return `${stem}-${number}`;
}

export function freshStepId(definition: Definition, wanted: string): string {
  return freshId((id) => id in (definition.steps ?? {}), wanted);
}

/** With a step, behind another in the document's order. */
function withStep(definition: Definition, id: string, step: StepDefinition, behind: string): Definition {
  const steps = Object.entries(definition.steps ?? {});
  const place = steps.findIndex(([one]) => one === behind);
  steps.splice(place < 0 ? (behind === '' ? 0 : steps.length) : place + 1, 0, [id, step]);
  return { ...definition, steps: Object.fromEntries(steps) };
}

/** Puts a new step on a way: the way leads to it, and it leads to where the way led. */
export function insert(definition: Definition, way: Way, id: string, step: StepDefinition): Definition {
  const led = way.to || 'end';
  let aimed: StepDefinition = step;
  for (const one of waysOf(id, step)) if (one.to === '') aimed = put(aimed, one.path.slice(2), led);
  return lead(withStep(definition, id, aimed, way.from), way, id);
}

/** Takes a step out: whatever led to it leads to where it went on. What is lost with it stays a mistake to see. */
export function remove(definition: Definition, id: string): Definition {
  const step = definition.steps?.[id];
  if (!isObject(step)) return definition;
  const on = mainTarget(id, step);
  return drop(definition, new Set([id]), on === id ? 'end' : on);
}

/** Takes a step out with all that can only be reached through it. */
export function removeBranch(definition: Definition, id: string): Definition {
  return drop(definition, branchOf(definition, id), 'end');
}

function drop(definition: Definition, gone: ReadonlySet<string>, to: string): Definition {
  let next = definition;
  for (const way of allWays(definition)) if (!gone.has(way.from) && gone.has(way.to)) next = lead(next, way, to);
  const steps = stepsOf(next)
    .filter(([id]) => !gone.has(id))
    .map(([id, step]) => [id, gone.has(text(step['from'])) && step.type === 'delay' ? put(step, ['from'], undefined) : step] as const);
  return { ...next, steps: Object.fromEntries(steps) };
}

/** Takes a step from where it is and puts it on a way. */
export function move(definition: Definition, id: string, way: Way): Definition {
  const step = definition.steps?.[id];
  if (!isObject(step) || way.from === id || way.to === id) return definition;
  const taken = remove(definition, id);
  const now = allWays(taken).find((one) => one.from === way.from && one.path.join('/') === way.path.join('/'));
  if (!now) return definition;
  const main = waysOf(id, step);
  const on = main.find((one) => one.kind === 'next') ?? main.find((one) => one.kind === 'otherwise') ?? main[0];
  const aimed = on ? put(step, on.path.slice(2), now.to || 'end') : step;
  return lead(withStep(taken, id, aimed, way.from), now, id);
}

/** A branch by itself, to be put elsewhere. */
export interface Branch {
  head: string;
  steps: Record<string, StepDefinition>;
}

export function copyBranch(definition: Definition, id: string): Branch {
  const inside = branchOf(definition, id);
  return { head: id, steps: Object.fromEntries(stepsOf(definition).filter(([one]) => inside.has(one))) };
}

/** Puts a copy of a branch on a way, under new ids; what left the branch leads to where the way led. */
export function pasteBranch(definition: Definition, branch: Branch, way: Way): Definition {
  const led = way.to || 'end';
  const names = new Map<string, string>();
  const taken = (id: string) => id in (definition.steps ?? {}) || [...names.values()].includes(id);
  for (const id of Object.keys(branch.steps)) names.set(id, freshId(taken, id));
  let next = definition;
  let behind = way.from;
  for (const [id, step] of Object.entries(branch.steps)) {
    let copy = step;
    for (const one of waysOf(id, step)) copy = put(copy, one.path.slice(2), names.get(one.to) ?? led);
    for (const [old, now] of names) copy = withRenamed(copy, old, now) as StepDefinition;
    const copied = names.get(id)!;
    next = withStep(next, copied, copy, behind);
    behind = copied;
  }
  return lead(next, way, names.get(branch.head)!);
}

/** Gives a step another id, wherever it is named: ways, times that count from it, outcomes in conditions. */
export function renameStep(definition: Definition, from: string, to: string): Definition {
  if (from === to || to === '' || to === 'end' || to in (definition.steps ?? {})) return definition;
  let next = definition;
  for (const way of allWays(definition)) if (way.to === from) next = lead(next, way, to);
  next = { ...next, steps: rename(next.steps ?? {}, from, to) };
  const { meta, messages, ...rest } = next; // conditions are in neither
  const renamed = withRenamed(rest, from, to) as Definition;
  return Object.fromEntries(Object.keys(next).map((key) => [key, key === 'meta' ? meta : key === 'messages' ? messages : renamed[key]])) as Definition;
}

/** With `{"outcome": from}` and a delay's `from` under the new id. */
function withRenamed(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((one) => withRenamed(one, from, to));
  if (!isObject(value)) return value;
  const isDelay = value['type'] === 'delay';
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (isDelay && name === 'from' && member === from) return [name, to];
      if (name === 'outcome' && member === from) return [name, to];
      if (name === 'outcome' && Array.isArray(member) && member[0] === from) return [name, [to, ...member.slice(1)]];
      return [name, withRenamed(member, from, to)];
    }),
  );
}

/** Gives a message of the campaign another name, also in the steps that send it. */
export function renameMessage(definition: Definition, from: string, to: string): Definition {
  if (from === to || to === '' || to in (definition.messages ?? {})) return definition;
  let next: Definition = { ...definition, messages: rename(definition.messages ?? {}, from, to) };
  for (const [id, step] of stepsOf(definition))
    if (step.type === 'send' && step['message'] === from) next = put(next, ['steps', id, 'message'], to);
  return next;
}

/** The variables that steps store, with the step that does. */
export function variablesOf(definition: Definition): { name: string; step: string; type: string }[] {
  return stepsOf(definition).flatMap(([id, step]) => {
    const own = text(step['as']) ? [{ name: text(step['as']), step: id, type: step.type }] : [];
    const events = Array.isArray(step['events']) ? (step['events'] as unknown[]) : [];
    return [...own, ...events.flatMap((one) => (isObject(one) && text(one['as']) ? [{ name: text(one['as']), step: id, type: 'wait' }] : []))];
  });
}
