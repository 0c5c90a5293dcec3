// Why an instance is where it is, in one sentence, made of the codes and facts of `explain`.
import type { Schemas } from '../api/client';
import { describeStep } from '../campaign/describe';
import type { Definition } from '../campaign/definition';
import { dateTime, distance } from '../shell/format';
import { w } from '../shell/locale.svelte';

export type Explanation = Schemas['explanation'];

interface Facts {
  due?: string;
  reason?: string;
  visit?: number;
}

export function sentence(told: Explanation, definition: Definition): string {
  const say = w().why;
  const facts = told as Explanation & Facts;
  const step = told.step ? describeStep(told.step, definition.steps?.[told.step]).title : '';
  const due = facts.due ? say.at(dateTime(facts.due, definition.timezone), distance(Date.parse(told.now), Date.parse(facts.due))) : '';
  switch (told.status) {
    case 'running':
      return say.running;
    case 'waiting':
      return waiting(told, step, due);
    case 'paused':
      return told.waiting_for === 'campaign_resume' ? say.pausedByCampaign(step) : say.paused(step);
    case 'held':
      return say.held(step);
    case 'completed':
      return say.completed;
    case 'converted':
      return facts.visit ? say.converted(step) : say.convertedAtOnce;
    case 'cancelled':
      return facts.visit ? say.cancelled(step) : say.cancelledAtOnce;
    case 'failed':
      return say.failed(step);
  }
}

function waiting(told: Explanation, step: string, due: string): string {
  const say = w().why;
  switch (told.waiting_for) {
    case 'timer':
      return told.step_type === 'delay' ? say.sleeps(step, due) : say.retries(step, due);
    case 'event':
      return say.waitsForEvent(step, due);
    case 'effect_result':
      return say.waitsForOutcome(step);
    case 'quiet_hours':
      return say.quietHours(step, due);
    case 'rate_limit':
      return say.rateLimit(step, due);
    case 'receipt':
      return say.waitsForReceipt(step, due);
    default:
      return say.waits(step);
  }
}
