// What the parts of the builder share: the draft, what the shop has, and which part is open.
import { getContext, setContext } from 'svelte';
import type { Draft } from './draft.svelte';
import type { Known } from './vocabulary';
import type { Way } from './ways';

export interface Editor {
  readonly draft: Draft;
  readonly known: Known;
  readonly zone: string;
  /** Opens the panel of a part, or closes it with "". */
  open: (part: string) => void;
  /** Asks for a step to put on a way. */
  add: (way: Way) => void;
}

const key = Symbol('builder');

export const provideEditor = (editor: Editor) => setContext(key, editor);
export const useEditor = () => getContext<Editor>(key);
