// The definition as the builder draws it: like the campaign's graph, and with what is wrong in it.
import { b } from './words.svelte';
import { caseNames, describeStep, describeTrigger } from '../campaign/describe';
import { text, type Definition, type StepDefinition } from '../campaign/definition';
import { end_id, trigger_id, type Journey, type Step, type Transition } from '../campaign/journey';
import { sentenceOf } from '../segment/rule';
import { number } from '../shell/format';
import { spoken, w } from '../shell/locale.svelte';
import { isObject } from './paths';
import { allWays, startWay, stepsOf, waysOf, type Way } from './ways';

export const missing_type = 'missing';
const most_label_characters = 34;

/** The name of an edge: which way of which step it is. */
export function keyOf(way: Way): string {
  return `${way.from || trigger_id} ${way.path.join('/')}`;
}

/** What a way is called: "còn lại", "đã mua", "diamond". */
export function nameWay(step: StepDefinition | undefined, way: Way): string {
  const names = w().transitions as Record<string, string>;
  if (way.index < 0) return way.kind === 'start' || way.kind === 'next' ? '' : (names[way.kind.replace(/^on_/, '')] ?? memberName(way.kind));
  const list = step?.[way.kind];
  const one = Array.isArray(list) ? list[way.index] : isObject(list) ? list[way.key] : undefined;
  const own = isObject(one) ? spoken(one['title']) : '';
  if (own) return own;
  if (way.key) return way.key;
  if (!isObject(one)) return '';
  if (way.kind === 'events') return eventName(text(one['event']));
  if (way.kind === 'shares') return `${text(one['name'])} ${shareOf(list, one['share'])}`;
  if (step?.type === 'count_gate') return w().transitionUpTo(String(one['up_to'] ?? ''));
  return one['when'] === undefined ? (caseNames(step)[way.index] ?? '') : shortened(sentenceOf(one['when']));
}

function shareOf(list: unknown, share: unknown): string {
  const all = Array.isArray(list) ? list.reduce<number>((sum, one) => sum + (isObject(one) ? Number(one['share']) || 0 : 0), 0) : 0;
  return all > 0 && typeof share === 'number' ? `${number(Math.round((share / all) * 1000) / 10)} %` : '';
}

/** A member of the definition; `of` is the step's type or what it stands in, where that says which is meant. */
export function memberName(member: string, of = ''): string {
  const names = b().members as Record<string, string>;
  return names[`${of}_${member}`] ?? names[member] ?? member;
}

export function eventName(type: string): string {
  return (w().happened.events as Record<string, string>)[type] ?? type;
}

function shortened(sentence: string): string {
  return sentence.length > most_label_characters ? `${sentence.slice(0, most_label_characters - 1)}…` : sentence;
}

/** Every step, and every way with its place; a step that is not there is drawn, too. */
export function drawn(definition: Definition): { journey: Journey; ways: Map<string, Way> } {
  const nothing = { waiting: 0, held: 0, figures: null };
  const steps: Step[] = [{ id: trigger_id, type: 'trigger', ...describeTrigger(definition), ...nothing }];
  for (const [id, step] of stepsOf(definition)) steps.push({ id, type: step.type, ...describeStep(id, step), ...nothing });
  const known = new Set(steps.map((one) => one.id));
  const ways = new Map<string, Way>();
  const transitions: Transition[] = [];
  for (const way of allWays(definition)) {
    const to = way.to || end_id;
    const step = definition.steps?.[way.from];
    ways.set(keyOf(way), way);
    transitions.push({ id: keyOf(way), from: way.from || trigger_id, to, name: nameWay(step, way), passed: null, share: null });
    if (known.has(to)) continue;
    known.add(to);
    if (to === end_id) steps.push({ id: end_id, type: 'end', title: w().steps.end, detail: '', ...nothing });
    else steps.push({ id: to, type: missing_type, title: to, detail: b().noStep, ...nothing });
  }
  return { journey: { steps, transitions }, ways };
}

/** The steps as somebody walks them: from the start, main ways first; what is not connected comes last. */
export function inOrder(definition: Definition): { id: string; step: StepDefinition; isConnected: boolean }[] {
  const order: string[] = [];
  const walk = (id: string) => {
    const step = definition.steps?.[id];
    if (!isObject(step) || order.includes(id)) return;
    order.push(id);
    for (const way of waysOf(id, step)) walk(way.to);
  };
  walk(startWay(definition).to);
  const all = stepsOf(definition);
  const rest = all.filter(([id]) => !order.includes(id)).map(([id]) => id);
  return [...order.map((id) => ({ id, isConnected: true })), ...rest.map((id) => ({ id, isConnected: false }))].map((one) => ({
    ...one,
    step: definition.steps![one.id]!,
  }));
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The nearest node in a direction, by where the layout put them: what an arrow key leads to. */
export function neighbour(at: ReadonlyMap<string, { x: number; y: number }>, from: string, direction: Direction): string | null {
  const here = at.get(from);
  if (!here) return null;
  let best: { id: string; cost: number } | null = null;
  for (const [id, place] of at) {
    const [dx, dy] = [place.x - here.x, place.y - here.y];
    const along = { up: -dy, down: dy, left: -dx, right: dx }[direction];
    const across = Math.abs(direction === 'up' || direction === 'down' ? dx : dy);
    if (id === from || along <= 4) continue;
    const cost = direction === 'up' || direction === 'down' ? along + across * 0.6 : along + across * 8;
    if (!best || cost < best.cost) best = { id, cost };
  }
  return best?.id ?? null;
}
