// A journal as people read it: what happened, what followed, and how long nothing did.
import type { Schemas } from '../api/client';
import { channelName, describeStep, nameTransition } from '../campaign/describe';
import type { Definition } from '../campaign/definition';
import type { Tone } from '../parts/Badge.svelte';
import type { IconName } from '../parts/icons';
import { dateTime } from '../shell/format';
import { spoken, w } from '../shell/locale.svelte';

export type Entry = Schemas['journal_entry'];

export interface Line {
  kind: 'line';
  number: number;
  at: string;
  type: string;
  title: string;
  detail: string;
  icon: IconName;
  tone: Tone;
  /** Turning points say what became of the person; the others how. */
  isTurningPoint: boolean;
  step?: string;
  visit?: number;
  entry: Entry;
}

export interface Fold {
  kind: 'fold';
  from: string;
  to: string;
}

const least_fold_ms = 6 * 3_600_000;

type Said = Pick<Line, 'title' | 'icon'> & Partial<Pick<Line, 'detail' | 'tone' | 'isTurningPoint'>>;
type Payload = Record<string, unknown>;

/** The lines of the entries, oldest first. */
export function linesOf(entries: Entry[], definition: Definition): Line[] {
  return entries.map((entry) => {
    const payload = entry.payload as Payload;
    const said = (tellers[entry.type] ?? plain)(payload, definition, entry.type);
    return {
      kind: 'line',
      number: entry.number,
      at: entry.at,
      type: entry.type,
      detail: '',
      tone: 'plain',
      isTurningPoint: true,
      ...said,
      step: textOf(payload['step']) || undefined,
      visit: typeof payload['visit'] === 'number' ? payload['visit'] : undefined,
      entry,
    };
  });
}

/** A long time without anything becomes one fold between the lines. */
export function withFolds(lines: Line[]): (Line | Fold)[] {
  return lines.flatMap((line, index): (Line | Fold)[] => {
    const before = lines[index - 1];
    if (!before || Date.parse(line.at) - Date.parse(before.at) < least_fold_ms) return [line];
    return [{ kind: 'fold', from: before.at, to: line.at }, line];
  });
}

const tagsOf = (tags: unknown, sign: string) => (Array.isArray(tags) ? tags.map((tag) => `${sign}${String(tag)}`) : []);
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
const titleOfStep = (payload: Payload, definition: Definition) => {
  const id = textOf(payload['step']);
  return describeStep(id, definition.steps?.[id]).title;
};
const instantOf = (payload: Payload, definition: Definition) =>
  textOf(payload['until']) ? dateTime(textOf(payload['until']), definition.timezone) : '';

const plain = (_: Payload, __: Definition, type: string): Said => ({ title: type, icon: 'more', isTurningPoint: false });

const tellers: Record<string, (payload: Payload, definition: Definition, type: string) => Said> = {
  started: (payload) => ({
    title: w().journal.started,
    detail: startedBy(payload),
    icon: 'start',
    tone: 'info',
  }),
  timer_due: () => ({ title: w().journal.timerDue, icon: 'delay', isTurningPoint: false }),
  event_arrived: (payload) => ({ title: w().journal.event(textOf(payload['type'])), icon: 'trigger', tone: 'info' }),
  effect_settled: settled,
  commanded: (payload) => ({
    title: (w().journal.commands as Record<string, string>)[textOf(payload['command'])] ?? textOf(payload['command']),
    detail: [textOf(payload['who']) && w().journal.by(textOf(payload['who'])), textOf(payload['why'])].filter(Boolean).join(': '),
    icon: 'people',
    tone: 'warn',
  }),
  facts_read: (payload) => ({
    title: w().journal.factsRead,
    detail: Object.keys((payload['values'] as object | undefined) ?? payload).join(', '),
    icon: 'search',
    isTurningPoint: false,
  }),
  delayed: (payload, definition) => ({
    title: w().journal.delayed(titleOfStep(payload, definition)),
    detail: w().journal.until(instantOf(payload, definition)),
    icon: 'delay',
  }),
  wait_began: (payload, definition) => ({
    title: w().journal.waitBegan(titleOfStep(payload, definition)),
    detail: payload['until'] === undefined ? '' : w().journal.atMost(instantOf(payload, definition)),
    icon: 'wait',
  }),
  transition_taken: chosen,
  effect_requested: (payload, definition) => ({
    title: w().journal.requested(titleOfStep(payload, definition)),
    detail: w().journal.attempt(Number(payload['attempt'] ?? 1)),
    icon: 'send',
    isTurningPoint: false,
  }),
  effect_revoked: (payload, definition) => ({ title: w().journal.revoked(titleOfStep(payload, definition)), icon: 'close', tone: 'warn' }),
  retry_scheduled: (payload, definition) => ({
    title: w().journal.retryScheduled(titleOfStep(payload, definition)),
    detail: instantOf(payload, definition),
    icon: 'refresh',
    tone: 'warn',
  }),
  voucher_issued: (payload) => ({
    title: w().journal.voucher(textOf(payload['code'])),
    detail: w().steps.fromPool(textOf(payload['pool'])),
    icon: 'voucher',
    tone: 'good',
  }),
  voucher_returned: (payload) => ({
    title: w().journal.voucherReturned(textOf(payload['code'])),
    detail: w().steps.fromPool(textOf(payload['pool'])),
    icon: 'voucher',
    tone: 'warn',
  }),
  subject_tagged: (payload) => ({
    title: w().journal.tagged,
    detail: [...tagsOf(payload['add'], '+'), ...tagsOf(payload['remove'], '−')].join(' '),
    icon: 'update',
  }),
  task_made: (payload) => ({
    title: w().journal.taskMade,
    detail: spoken((payload['texts'] as Record<string, string> | undefined)?.[''] ?? payload['texts']),
    icon: 'desk',
  }),
  subject_updated: (payload) => ({
    title: w().journal.updated,
    detail: Object.keys((payload['set'] as object | undefined) ?? {}).join(', '),
    icon: 'update',
  }),
  held: (payload, definition) => ({
    title: w().journal.held(titleOfStep(payload, definition)),
    detail: textOf(payload['reason']),
    icon: 'alert',
    tone: 'bad',
  }),
  parked: () => ({ title: w().journal.parked, icon: 'pause_campaign', tone: 'warn' }),
  ended: (payload) => {
    const status = textOf(payload['status']);
    return {
      title: w().journal.ended((w().statuses as Record<string, string>)[status] ?? status),
      detail: textOf(payload['reason']),
      icon: status === 'converted' ? 'goal' : 'end',
      tone: status === 'converted' ? 'good' : status === 'failed' ? 'bad' : 'plain',
    };
  },
  start_requested: (payload) => ({ title: w().journal.startRequested(textOf(payload['campaign'])), icon: 'start' }),
  campaign_paused: (payload) => ({ title: w().journal.campaignPaused, detail: textOf(payload['reason']), icon: 'pause_campaign', tone: 'warn' }),
  placed: (payload) => ({ title: w().journal.placed(textOf(payload['slot'])), icon: 'show', tone: 'good' }),
  event_dropped: (payload) => ({ title: w().journal.eventDropped(textOf(payload['type'])), icon: 'close', tone: 'warn' }),
  erased: () => ({ title: w().journal.erased, icon: 'close', tone: 'warn' }),
};

/** A person who started it, or what the campaign waits for. */
function startedBy(payload: Payload): string {
  const trigger = textOf((payload['trigger'] as Payload | undefined)?.['type']);
  const known = (w().triggers as Record<string, string>)[trigger];
  const who = textOf(payload['who']);
  return who && who !== trigger ? w().journal.by(who) : (known ?? '');
}

function chosen(payload: Payload, definition: Definition): Said {
  const to = textOf(payload['to']);
  const target = to === 'end' ? w().steps.end : describeStep(to, definition.steps?.[to]).title;
  const step = definition.steps?.[textOf(payload['step'])];
  const name = nameTransition(step, textOf(payload['transition']));
  return { title: w().journal.way(titleOfStep(payload, definition)), detail: `${name} → ${target}`.trim(), icon: 'branch' };
}

function settled(payload: Payload, definition: Definition): Said {
  const outcome = textOf(payload['outcome']);
  const said = (w().outcomes as Record<string, string>)[outcome] ?? outcome;
  const code = textOf(payload['code']);
  const reason = (w().codes as Record<string, string>)[code] ?? code;
  const channel = textOf(payload['channel']);
  const tried = Array.isArray(payload['passed_over']) ? (payload['passed_over'] as { channel?: string; why?: string }[]) : [];
  return {
    title: `${titleOfStep(payload, definition)}: ${said}`,
    detail: [
      channel && w().journal.through(channelName(channel)),
      reason,
      textOf(payload['detail']),
      ...tried.map((one) => w().journal.passedOver(channelName(one.channel ?? ''), (w().codes as Record<string, string>)[one.why ?? ''] ?? one.why ?? '')),
    ]
      .filter(Boolean)
      .join(' · '),
    icon: 'send',
    tone: outcome === 'accepted' ? 'good' : outcome === 'skipped' || outcome === 'put_off' || outcome === 'unknown' ? 'warn' : 'bad',
  };
}
