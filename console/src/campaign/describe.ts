// What a step does, in the reader's words: a title and a line beneath it.
import { isoDuration } from '../shell/format';
import { spoken, w } from '../shell/locale.svelte';
import { text, texts, type Definition, type StepDefinition } from './definition';

export interface Said {
  title: string;
  detail: string;
}

export function channelName(channel: string): string {
  const known = w().channels.names as Record<string, string>;
  return known[channel] ?? channel;
}

function describeDelay(step: StepDefinition): Said {
  const say = w().steps;
  if (text(step['for'])) return { title: say.delayFor(isoDuration(text(step['for']))), detail: say.delayForDetail };
  if (text(step['until'])) return { title: say.delayUntil(text(step['until'])), detail: '' };
  if (step['window'] === 'best_hour') return { title: say.delayBestHour, detail: say.delayBestHourDetail };
  return { title: step['window'] ? say.delayWindow : say.delayAt, detail: '' };
}

function describeWait(step: StepDefinition): Said {
  const say = w().steps;
  const events = Array.isArray(step['events']) ? (step['events'] as { event?: unknown }[]).map((one) => text(one.event)) : [];
  const timeout = text(step['timeout']);
  return { title: say.waitFor(events.join(', ')), detail: timeout ? say.atMost(isoDuration(timeout)) : '' };
}

function describeBranch(step: StepDefinition): Said {
  const say = w().steps;
  const on = step['on'] as { var?: unknown } | undefined;
  return { title: say.branch, detail: text(on?.var) ? say.branchOn(text(on?.var)) : say.branchCases };
}

const described: Record<string, (step: StepDefinition) => Said> = {
  send: (step) => ({
    title: w().steps.send(text(step['message']).replace(/^library:/, '')),
    detail: texts(step['via']).map(channelName).join(' → '),
  }),
  delay: describeDelay,
  wait: describeWait,
  branch: describeBranch,
  split: (step) => {
    const shares = Array.isArray(step['shares']) ? (step['shares'] as Record<string, unknown>[]) : [];
    return { title: w().steps.split, detail: shares.map((one) => text(one['name'])).join(' · ') };
  },
  voucher: (step) => ({ title: w().steps.voucher, detail: w().steps.fromPool(text(step['pool'])) }),
  points: (step) => ({ title: step['reverse'] ? w().steps.pointsBack : w().steps.points, detail: text(step['book']) }),
  tier: (step) => ({ title: w().steps.tier, detail: text(step['field']) }),
  update: (step) => ({ title: w().steps.update, detail: Object.keys((step['set'] as object | undefined) ?? {}).join(', ') }),
  http: (step) => ({ title: w().steps.http, detail: `${text(step['method'])} ${text(step['url'])}`.trim() }),
  task: (step) => ({ title: w().steps.task, detail: spoken(step['text']) }),
  show: (step) => ({ title: w().steps.show, detail: text(step['slot']) }),
  count_gate: (step) => ({ title: w().steps.countGate, detail: text(step['counter']) }),
  start: (step) => ({ title: w().steps.start, detail: text(step['campaign']) }),
  pause_campaign: (step) => ({ title: w().steps.pauseCampaign, detail: text(step['reason']) }),
  end: (step) => ({ title: w().steps.end, detail: text(step['reason']) }),
};

/** A step's own title, or what its type says; the line beneath names the step's id where it has none. */
export function describeStep(id: string, step: StepDefinition | undefined): Said {
  if (!step) return { title: id, detail: '' };
  const said = described[step.type]?.(step) ?? { title: id, detail: step.type };
  const title = spoken(step['title']);
  return title ? { title, detail: said.detail || said.title } : said;
}

export function describeTrigger(definition: Definition): Said {
  const trigger = definition.trigger ?? {};
  const names = w().triggers as Record<string, string>;
  const fields = texts(trigger['fields']).join(', ');
  const about = text(trigger['event']) || text(trigger['hook']) || text(trigger['rule']);
  const record = text(trigger['record']);
  return {
    title: names[text(trigger.type)] ?? text(trigger.type),
    detail: about || [record, fields].filter(Boolean).join(' · '),
  };
}

/** "otherwise", "timeout", "case 2", or the name of a share or an event. */
export function describeTransition(name: string): string {
  const known = w().transitions as Record<string, string>;
  const numbered = /^case (\d+)$/.exec(name);
  if (numbered) return w().transitionCase(numbered[1]!);
  const upTo = /^up to (\d+)$/.exec(name);
  if (upTo) return w().transitionUpTo(upTo[1]!);
  return known[name] ?? name;
}

/** The same of a step whose cases may have names: "gold" instead of "case 1". */
export function nameTransition(step: StepDefinition | undefined, name: string): string {
  const numbered = /^case (\d+)$/.exec(name);
  return (numbered && caseNames(step)[Number(numbered[1]) - 1]) || describeTransition(name);
}

/** How a branch's cases are chosen: "gold" for its first where it looks at a field. */
export function caseNames(step: StepDefinition | undefined): string[] {
  const cases = step?.['cases'];
  if (step?.type !== 'branch' || typeof cases !== 'object' || cases === null) return [];
  if (!Array.isArray(cases)) return Object.keys(cases);
  return cases.map((one: Record<string, unknown>) => spoken(one['title']));
}
