// The documents of a booster, a card and the shop's eligibility, as the console reads and writes them.
import type { Schemas } from '../api/client';
import type { Tone } from '../parts/Badge.svelte';

export type Booster = Schemas['booster'];
export type Card = Schemas['card'];
export type Shortfall = Schemas['shortfall'];
export type Goal = Schemas['booster_phase']['goal'];

export const goals: Goal[] = ['reach', 'add_to_cart', 'paid_orders', 'follows_and_reviews'];

export interface GroupDocument {
  id: string;
  title?: unknown;
  segment?: string;
  parameters?: Record<string, unknown>;
  condition?: unknown;
  cap?: number;
  advanced?: boolean;
  leaves_on_order?: boolean;
}

export interface PhaseDocument {
  id: string;
  title?: unknown;
  from: string;
  to: string;
  goal: Goal;
  strategy?: unknown;
  groups: string[];
}

export interface BoosterDocument {
  title: unknown;
  timezone: string;
  date: string;
  template?: string;
  approved_skus?: string[];
  voucher_pool?: string;
  via?: string[];
  messages_a_day?: number;
  groups?: GroupDocument[];
  phases?: PhaseDocument[];
}

export interface TextDocument {
  subject?: string;
  text?: string;
  [member: string]: unknown;
}

export interface CardDocument {
  phase: string;
  group: string;
  at: string;
  title?: unknown;
  message: { fallback?: string; languages?: Record<string, TextDocument>; [member: string]: unknown };
  voucher_pool?: string;
  products?: string[];
  via?: string[];
}

export function documentOf(booster: Booster): BoosterDocument {
  return booster.booster as unknown as BoosterDocument;
}

export function cardDocument(card: Card): CardDocument {
  return card.card as unknown as CardDocument;
}

/** Who a card may write to: its group, of those who had to do with the shop. */
export function conditionOf(group: GroupDocument): unknown {
  const own = group.segment
    ? { in_segment: Object.keys(group.parameters ?? {}).length > 0 ? [group.segment, group.parameters] : group.segment }
    : group.condition;
  return { and: [own, { in_segment: 'interacted' }] };
}

/** What a card says in a language, or else in the one that it falls back to. */
export function textOf(card: CardDocument, language: string): TextDocument {
  const by = card.message.languages ?? {};
  return by[language] ?? by[card.message.fallback ?? ''] ?? Object.values(by)[0] ?? {};
}

export function cardTone(status: Card['status']): Tone {
  if (status === 'on' || status === 'sent') return 'good';
  if (status === 'sending') return 'info';
  return status === 'stopped' || status === 'missed' ? 'warn' : 'plain';
}

/** Whether nobody can change it any more. */
export function isFinal(card: Card): boolean {
  return card.run !== undefined;
}

/** Whether a card that is switched on now needs somebody to say what becomes of it. */
export function isLate(card: Card, now: number): boolean {
  return card.status === 'stopped' || (!card.active && card.status !== 'sent' && Date.parse(card.at) <= now);
}

/** An id of an event: "9.9" is "9-9", "Siêu sale 10.10" is "sieu-sale-10-10". */
export function idOf(title: string): string {
  return title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll(/[đĐ]/g, 'd')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 30);
}
