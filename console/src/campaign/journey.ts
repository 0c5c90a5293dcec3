// A campaign as a graph: its steps, its trigger and its goal as nodes, with who stands where and who
// passed. The layout is computed, so the same definition always looks the same.
import { Graph, layout } from '@dagrejs/dagre';
import { transitionsOf } from './transitions';
import { describeStep, describeTrigger, nameTransition } from './describe';
import type { Definition } from './definition';
import { w } from '../shell/locale.svelte';

/** What the graph of the API says of a node: by status, or counted by itself. */
export interface NodeFigures {
  id: string;
  kind?: string;
  event?: string;
  instances?: Record<string, number>;
  waiting?: number;
  held?: number;
  entered?: number;
}

export interface GraphFigures {
  nodes: NodeFigures[];
  edges: { from: string; transition: string; to: string; passed?: number }[];
}

export interface Step {
  id: string;
  type: string;
  title: string;
  detail: string;
  waiting: number;
  held: number;
  paused: number;
}

export interface Transition {
  id: string;
  from: string;
  to: string;
  name: string;
  passed: number | null; ///< null: the daemon does not count it
}

export interface Journey {
  steps: Step[];
  transitions: Transition[];
}

export const trigger_id = ' trigger';
export const end_id = 'end';
export const node_size = { width: 214, height: 72 };

/** The journey of a version: its definition draws it, the graph's figures are written on it. */
export function journeyOf(definition: Definition, figures?: GraphFigures): Journey {
  const nodes = new Map(figures?.nodes.map((node) => [node.id, node]));
  const passed = new Map(figures?.edges.map((edge) => [edgeKey(edge.from, edge.transition), edge.passed ?? null]));
  const steps: Step[] = [{ id: trigger_id, type: 'trigger', ...describeTrigger(definition), ...nobody }];
  const transitions: Transition[] = [
    { id: trigger_id, from: trigger_id, to: definition.start ?? '', name: '', passed: enteredBy(figures) },
  ];
  for (const [id, step] of Object.entries(definition.steps ?? {})) {
    steps.push({ id, type: step.type, ...describeStep(id, step), ...standingAt(nodes.get(id)) });
    for (const way of transitionsOf(step)) {
      const key = edgeKey(id, way.name);
      transitions.push({ id: key, from: id, to: way.to, name: nameTransition(step, way.name), passed: passed.get(key) ?? null });
    }
  }
  if (transitions.some((one) => one.to === end_id) && !steps.some((one) => one.id === end_id))
    steps.push({ id: end_id, type: 'end', title: w().steps.end, detail: '', ...nobody });
  addEndings(steps, transitions, figures);
  const known = new Set(steps.map((one) => one.id));
  return { steps, transitions: transitions.filter((one) => known.has(one.from) && known.has(one.to)) };
}

const nobody = { waiting: 0, held: 0, paused: 0 };

function standingAt(node: NodeFigures | undefined): typeof nobody {
  const by = node?.instances ?? {};
  return {
    waiting: node?.waiting ?? (by['waiting'] ?? 0) + (by['running'] ?? 0),
    held: node?.held ?? by['held'] ?? 0,
    paused: by['paused'] ?? 0,
  };
}

function enteredBy(figures: GraphFigures | undefined): number | null {
  return figures?.nodes.find((node) => node.kind === 'trigger')?.entered ?? null;
}

/** The goal and the exit, which no step names, as far as somebody came to them. */
function addEndings(steps: Step[], transitions: Transition[], figures: GraphFigures | undefined) {
  for (const node of figures?.nodes ?? []) {
    if ((node.kind !== 'goal' && node.kind !== 'exit') || steps.some((one) => one.id === node.id)) continue;
    const ways = figures!.edges.filter((edge) => edge.to === node.id && (edge.passed ?? 0) > 0);
    if (ways.length === 0) continue;
    steps.push({ id: node.id, type: 'goal', title: w().graph.endings[node.kind], detail: node.event ?? '', ...nobody });
    for (const way of ways)
      transitions.push({ id: edgeKey(way.from, way.transition), from: way.from, to: node.id, name: '', passed: way.passed ?? null });
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
