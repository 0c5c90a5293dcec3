// A file of the API for whoever is logged in: a plain link would carry no token.
import { Problem } from '../api/problem';
import { session } from '../shell/session.svelte';

export async function download(path: string, name: string): Promise<void> {
  const request = new Request(path);
  session.sign(request);
  const answer = await fetch(request).catch(() => {
    throw Problem.unreachable();
  });
  if (!answer.ok) throw Problem.of(answer, await answer.json().catch(() => null));
  const url = URL.createObjectURL(await answer.blob());
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}
