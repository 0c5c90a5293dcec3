// Answers that the API document describes only as objects.

export interface Run {
  id: string;
  campaign: string;
  state: 'queued' | 'freezing' | 'entering' | 'open' | 'ended' | 'cancelled';
  started_at: string;
  started_by: string;
  members: number;
  entered: number;
  refused: number;
  open: number;
  ended_at?: string;
  why?: string;
}

export interface Schedule {
  campaign: string;
  timezone: string;
  missed: string;
  next: (string | { at: string })[];
}

export interface Estimate {
  trigger: string;
  entries: number;
  countable: boolean;
  loops: boolean;
  suffices: boolean;
  most: { tokens: number; credits: Record<string, { amount?: string; currency?: string } | number> };
}

export interface Preview {
  channel?: string;
  language: string;
  in_fallback_language: boolean;
  subject: string;
  text: string;
  html?: string;
  characters: number;
  fields?: Record<string, unknown>;
  missing: string[];
  fallbacks: { names: string[]; shown: string }[];
}

export interface Funnel {
  customers: number;
  remaining: number;
  at: string;
  stages: { name?: string; condition: unknown; entered: number; left: number; stayed: number }[];
}

export interface PointsEntry {
  number: number;
  amount: number;
  book: string;
  reference: string;
  at: string;
  campaign?: string;
  instance?: string;
}

/** The same answer under the shape that is known of it. */
export async function shaped<T>(asked: Promise<unknown>): Promise<T> {
  return (await asked) as T;
}
