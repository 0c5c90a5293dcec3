import type { Snippet } from 'svelte';

export interface Column<T> {
  title: string;
  cell: Snippet<[T]>;
  isNumber?: boolean;
  /** Names the row; read before its other cells. */
  isHead?: boolean;
}
