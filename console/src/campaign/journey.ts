// A campaign as a graph: its steps, its trigger and its goal as nodes, with who stands where and who
// passed. The layout is computed, so the same definition always looks the same.
import { Graph, layout } from '@dagrejs/dagre';
import type { Schemas } from '../api/client';
import { transitionsOf } from './transitions';
import { describeStep, describeTrigger, nameTransition } from './describe';
import type { Definition } from './definition';
import { w } from '../shell/locale.svelte';

/** What the graph of the API says of a node and of a way. */
export type NodeFigures = Partial<Schemas['campaign_graph']['nodes'][number]> & { id: string; kind: string };
export interface GraphFigures {
  nodes: NodeFigures[];
  edges: { from: string; transition: string; to: string; passed: number; declared: boolean }[];
}

export interface Step {
  id: string;
  type: string;
  title: string;
  detail: string;
  waiting: number;
  held: number;
  /** Of the days that are asked for; null: nothing was counted. */
  figures: NodeFigures | null;
}

export interface Transition {
  id: string;
  from: string;
  to: string;
  name: string;
  passed: number | null; ///< null: nothing was counted
  /** Of those who came to its step; null: nobody did. */
  share: number | null;
  /** Not of the definition: an operator's skip, or a goal. */
  isExtra?: boolean;
}

export interface Journey {
  steps: Step[];
  transitions: Transition[];
}

export const trigger_id = ' trigger';
export const end_id = 'end';
export const node_size = { width: 214, height: 72 };

/** How the API calls what no step is. */
const of_api: Record<string, string> = { ':trigger': trigger_id, ':end': end_id };
const endings = ['goal', 'exit', 'cancelled', 'failed'] as const;
type Ending = (typeof endings)[number];

/** The journey of a version: its definition draws it, the graph's figures are written on it. */
export function journeyOf(definition: Definition, figures?: GraphFigures): Journey {
  const counted = new Counted(figures);
  const steps: Step[] = [{ id: trigger_id, type: 'trigger', ...describeTrigger(definition), ...counted.at(':trigger') }];
  const transitions: Transition[] = [
    { id: trigger_id, from: trigger_id, to: definition.start ?? '', name: '', ...counted.on(':trigger', 'start') },
  ];
  for (const [id, step] of Object.entries(definition.steps ?? {})) {
    steps.push({ id, type: step.type, ...describeStep(id, step), ...counted.at(id) });
    for (const way of transitionsOf(step))
      transitions.push({ id: edgeKey(id, way.name), from: id, to: way.to, name: nameTransition(step, way.name), ...counted.on(id, way.name) });
  }
  addExtras(steps, transitions, counted, figures);
  if (transitions.some((one) => one.to === end_id) && !steps.some((one) => one.id === end_id))
    steps.push({ id: end_id, type: 'end', title: w().steps.end, detail: '', ...counted.at(':end') });
  const known = new Set(steps.map((one) => one.id));
  return { steps, transitions: transitions.filter((one) => known.has(one.from) && known.has(one.to)) };
}

/** The figures by node and by way. */
class Counted {
  readonly #nodes: Map<string, NodeFigures>;
  readonly #edges = new Map<string, number>();
  readonly #left = new Map<string, number>();
  readonly #isThere: boolean;

  constructor(figures: GraphFigures | undefined) {
    this.#isThere = figures !== undefined;
    this.#nodes = new Map(figures?.nodes.map((node) => [node.id, node]));
    for (const { from, transition, passed } of figures?.edges ?? []) {
      const key = edgeKey(from, transition);
      this.#edges.set(key, (this.#edges.get(key) ?? 0) + passed);
      this.#left.set(from, (this.#left.get(from) ?? 0) + passed);
    }
  }

  at(id: string): Pick<Step, 'waiting' | 'held' | 'figures'> {
    const node = this.#nodes.get(id);
    return { waiting: node?.waiting ?? 0, held: node?.held ?? 0, figures: node ?? null };
  }

  on(from: string, transition: string): Pick<Transition, 'passed' | 'share'> {
    const passed = this.#isThere ? (this.#edges.get(edgeKey(from, transition)) ?? 0) : null;
    return { passed, share: this.shareOf(from, passed) };
  }

  shareOf(from: string, passed: number | null): number | null {
    const left = this.#left.get(from) ?? 0;
    return passed === null || left === 0 ? null : passed / left;
  }
}

/** Ways that the definition does not name and that somebody took: skips, goals, exits, ends of other kinds. */
function addExtras(steps: Step[], transitions: Transition[], counted: Counted, figures: GraphFigures | undefined) {
  for (const node of figures?.nodes ?? []) {
    const kind = endings.find((one): one is Ending => one === node.kind);
    if (kind && (node.entered ?? 0) > 0)
      steps.push({ id: node.id, type: kind === 'goal' ? 'goal' : 'end', title: w().graph.endings[kind], detail: node.event ?? '', ...counted.at(node.id) });
  }
  const drawn = new Set(transitions.map((one) => one.id));
  for (const edge of figures?.edges ?? []) {
    const id = edgeKey(edge.from, edge.transition);
    if (edge.declared || edge.passed === 0) continue;
    transitions.push({
      id: drawn.has(id) ? `${id} ${edge.to}` : id,
      from: of_api[edge.from] ?? edge.from,
      to: of_api[edge.to] ?? edge.to,
      name: nameTransition(undefined, edge.transition),
      passed: edge.passed,
      share: counted.shareOf(edge.from, edge.passed),
      isExtra: true,
    });
  }
}

function edgeKey(from: string, name: string): string {
  return `${from} ${name}`;
}

export interface Placed {
  width: number;
  height: number;
  steps: Map<string, { x: number; y: number }>;
  /** The points that a transition passes, and where its label stands. */
  transitions: Map<string, { points: { x: number; y: number }[]; label: { x: number; y: number } }>;
}

/** From top to bottom; a step back is drawn upwards beside the others. */
export function arrange(journey: Journey): Placed {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 34, ranksep: 58, edgesep: 22, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const step of journey.steps) graph.setNode(step.id, { ...node_size });
  for (const one of journey.transitions)
    graph.setEdge(one.from, one.to, { width: labelWidth(one), height: 22, labelpos: 'c' }, one.id);
  layout(graph);
  const placed: Placed = { width: 0, height: 0, steps: new Map(), transitions: new Map() };
  for (const step of journey.steps) {
    const at = graph.node(step.id) as { x: number; y: number };
    placed.steps.set(step.id, { x: at.x - node_size.width / 2, y: at.y - node_size.height / 2 });
  }
  for (const one of journey.transitions) {
    const route = graph.edge(one.from, one.to, one.id) as { points: { x: number; y: number }[]; x?: number; y?: number };
    const middle = route.points[Math.floor(route.points.length / 2)]!;
    placed.transitions.set(one.id, { points: route.points, label: { x: route.x ?? middle.x, y: route.y ?? middle.y } });
  }
  const size = graph.graph() as { width?: number; height?: number };
  placed.width = size.width ?? 0;
  placed.height = size.height ?? 0;
  return placed;
}

function labelWidth(one: Transition): number {
  const characters = one.name.length + (one.passed === null ? 0 : String(one.passed).length + 2);
  return characters === 0 ? 10 : Math.min(190, characters * 7.2 + 20);
}

/** A smooth path through the points: straight between them, round at the corners. */
export function pathThrough(points: { x: number; y: number }[], radius = 10): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first.x} ${first.y}`;
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    if (!next) {
      path += `L${point.x} ${point.y}`;
      break;
    }
    const before = rest[index - 1] ?? first;
    const start = towards(point, before, radius);
    const end = towards(point, next, radius);
    path += `L${start.x} ${start.y}Q${point.x} ${point.y} ${end.x} ${end.y}`;
  }
  return path;
}

function towards(from: { x: number; y: number }, to: { x: number; y: number }, by: number) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const share = Math.min(by, length / 2) / length;
  return { x: Math.round(from.x + (to.x - from.x) * share), y: Math.round(from.y + (to.y - from.y) * share) };
}
