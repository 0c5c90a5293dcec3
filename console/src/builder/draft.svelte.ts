// The one document that the graph, the panels, the JSON and the differences show: a campaign's definition
// as it is being written, with its history, and with what the daemon has of it.
import { api, body, tagged } from '../api/client';
import { Problem, type Mistake } from '../api/problem';
import type { Definition } from '../campaign/definition';
import { canonical } from '../campaign/differences';
import { beginning, changed, redone, undone, type History } from './history';
import { forget, keep, keptAt, type Kept } from './keep';
import { merge, type Clash } from './merge';
import { at, pointerOf, put, type Path } from './paths';

const validate_after_ms = 300;

export interface Conflict {
  theirs: Definition;
  etag: string;
  merged: Definition;
  clashes: Clash[];
}

export class Draft {
  #history = $state.raw<History<Definition>>(beginning<Definition>({}));
  /** What the daemon has; null: nothing yet. */
  base = $state.raw<Definition | null>(null);
  etag = '';
  mistakes = $state.raw<Mistake[]>([]);
  /** Of what is written now: "asking" until the daemon has looked at it. */
  looked = $state<'asking' | 'valid' | 'wrong' | 'unknown'>('asking');
  conflict = $state.raw<Conflict | null>(null);
  isSaving = $state(false);
  /** Whether this device holds what is not saved. */
  isKept = $state(true);
  /** Whether a draft of an earlier visit is shown. */
  keptSince = $state<number | null>(null);
  readonly #key: string;

  constructor(key: string, definition: Definition, base: Definition | null, etag: string) {
    this.#key = key;
    this.base = base;
    this.etag = etag;
    const kept = keptAt(localStorage, key);
    this.#history = beginning(definition);
    if (kept && canonical(kept.definition) !== canonical(definition)) this.#take(kept);
  }

  /** An earlier visit left something: it is shown, and may be undone. */
  #take(kept: Kept) {
    this.#history = changed(this.#history, kept.definition);
    this.keptSince = kept.at;
    // What it was made from decides whether somebody else was faster.
    if (kept.base && this.base && canonical(kept.base) !== canonical(this.base)) {
      const now = { theirs: this.base, etag: this.etag };
      this.conflict = { ...now, ...merge(kept.base, kept.definition, this.base) };
    }
  }

  get definition(): Definition {
    return this.#history.now;
  }
  get canUndo(): boolean {
    return this.#history.past.length > 0;
  }
  get canRedo(): boolean {
    return this.#history.future.length > 0;
  }
  get isChanged(): boolean {
    return this.base === null ? this.#history.past.length > 0 : JSON.stringify(this.base) !== JSON.stringify(this.definition);
  }

  at(path: Path): unknown {
    return at(this.definition, path);
  }

  edit(next: Definition, field = '') {
    this.#set(changed(this.#history, next, field));
  }

  /** Writes one place; undefined takes it away. Typing in one field is one step of the history. */
  put(path: Path, value: unknown, isTyped = false) {
    if (value !== undefined && this.at(path) === value) return;
    this.edit(put(this.definition, path, value), isTyped ? pointerOf(path) : '');
  }

  undo() {
    this.#set(undone(this.#history));
  }
  redo() {
    this.#set(redone(this.#history));
  }

  #set(history: History<Definition>) {
    if (history === this.#history) return;
    this.#history = history;
    this.looked = 'asking';
    this.keep();
  }

  /** Leaves what is not saved on this device. */
  keep() {
    if (!this.isChanged) return forget(localStorage, this.#key);
    this.isKept = keep(localStorage, this.#key, { definition: this.definition, base: this.base, etag: this.etag, at: Date.now() });
  }

  discard() {
    if (this.base) this.edit(this.base);
    this.keptSince = null;
    this.conflict = null;
    forget(localStorage, this.#key);
  }

  /** Asks the daemon for mistakes when nobody has written for a moment. For an effect. */
  look(): () => void {
    const asked = this.definition;
    const cancelled = new AbortController();
    const timer = setTimeout(() => void this.#ask(asked, cancelled.signal), validate_after_ms);
    return () => {
      clearTimeout(timer);
      cancelled.abort();
    };
  }

  async #ask(asked: Definition, signal: AbortSignal) {
    try {
      await body(api.POST('/v1/campaigns/validate', { body: asked as never, signal }));
      this.#found([], 'valid');
    } catch (told) {
      if (signal.aborted) return;
      if (told instanceof Problem && told.mistakes.length > 0) this.#found(told.mistakes, 'wrong');
      else this.#found(this.mistakes, 'unknown');
    }
  }

  #found(mistakes: Mistake[], looked: 'valid' | 'wrong' | 'unknown') {
    this.mistakes = mistakes;
    this.looked = looked;
  }

  /** Stores it as it is: a new campaign, or a new version. True: the daemon has it. */
  async save(): Promise<boolean> {
    const id = String(this.definition['id'] ?? '');
    const written = this.definition;
    this.isSaving = true;
    try {
      const header = this.base === null ? { 'If-None-Match': '*' } : { 'If-Match': this.etag };
      await body(api.PUT('/v1/campaigns/{id}', { params: { path: { id }, header }, body: written as never }));
      await this.#saved(id, written);
      return true;
    } catch (told) {
      if (told instanceof Problem && told.mistakes.length > 0 && told.status === 422) this.#found(told.mistakes, 'wrong');
      if (!(told instanceof Problem) || told.status !== 412 || this.base === null) throw told;
      await this.#meet(id);
      return false;
    } finally {
      this.isSaving = false;
    }
  }

  async #saved(id: string, written: Definition) {
    this.base = written;
    this.keptSince = null;
    this.keep();
    const told = await tagged(api.GET('/v1/campaigns/{id}', { params: { path: { id } } }));
    this.etag = told.etag;
  }

  /** Somebody else saved first: what they did is laid beside what was done here. */
  async #meet(id: string) {
    const told = await tagged(api.GET('/v1/campaigns/{id}', { params: { path: { id } } }));
    const theirs = told.value.definition as Definition;
    // The campaign changed, but not what it says: a pause, a switch.
    if (this.base && canonical(theirs) === canonical(this.base)) {
      this.etag = told.etag;
      await this.save();
      return;
    }
    this.conflict = { theirs, etag: told.etag, ...merge(this.base ?? {}, this.definition, theirs) };
  }

  /** Goes on with what was decided, on top of what the other person saved. */
  settle(definition: Definition) {
    if (!this.conflict) return;
    this.base = this.conflict.theirs;
    this.etag = this.conflict.etag;
    this.conflict = null;
    this.edit(definition);
    this.keep();
  }
}
