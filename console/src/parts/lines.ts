// What differs between two texts, line by line.

export interface Line {
  kind: 'same' | 'added' | 'removed';
  text: string;
  number: number; ///< in the text after; of a line that is gone, in the text before
}

export type Piece = Line | { kind: 'folded'; count: number };

const most_compared = 4_000_000; // pairs of lines; beyond it what lies between is said to be replaced

/** The longest common lines stay, the others are removed and added. */
export function compareLines(before: string, after: string): Line[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) ++head;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) ++tail;
  const same = (index: number): Line => ({ kind: 'same', text: now[index]!, number: index + 1 });
  return [
    ...Array.from({ length: head }, (_, index) => same(index)),
    ...between(old.slice(head, old.length - tail), now.slice(head, now.length - tail), head),
    ...Array.from({ length: tail }, (_, index) => same(now.length - tail + index)),
  ];
}

function between(old: string[], now: string[], offset: number): Line[] {
  const removed = (index: number): Line => ({ kind: 'removed', text: old[index]!, number: offset + index + 1 });
  const added = (index: number): Line => ({ kind: 'added', text: now[index]!, number: offset + index + 1 });
  if (old.length * now.length > most_compared) return [...old.map((_, index) => removed(index)), ...now.map((_, index) => added(index))];
  // common[i][j]: how many lines the rests from i and j have in common.
  const width = now.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; --i)
    for (let j = now.length - 1; j >= 0; --j)
      common[i * width + j] = old[i] === now[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) lines.push({ kind: 'same', text: now[j]!, number: offset + ++j }), ++i;
    else if (j >= now.length || (i < old.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) lines.push(removed(i++));
    else lines.push(added(j++));
  }
  return lines;
}

/** Without the lines that are far from every change. */
export function folded(lines: Line[], margin = 3): Piece[] {
  const isNear = new Uint8Array(lines.length);
  lines.forEach((line, index) => {
    if (line.kind !== 'same') isNear.fill(1, Math.max(0, index - margin), index + margin + 1);
  });
  const pieces: Piece[] = [];
  for (const [index, line] of lines.entries()) {
    const last = pieces.at(-1);
    if (isNear[index]) pieces.push(line);
    else if (last?.kind === 'folded') ++last.count;
    else pieces.push({ kind: 'folded', count: 1 });
  }
  return pieces;
}
