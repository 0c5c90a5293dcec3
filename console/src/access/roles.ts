// Roles as people read them.
import { api, body, type Schemas } from '../api/client';
import { locale } from '../shell/locale.svelte';

export type Role = Schemas['role'];

export function roles() {
  return {
    queryKey: ['roles'],
    queryFn: ({ signal }: { signal: AbortSignal }) => body(api.GET('/v1/roles', { params: { query: { limit: 1000 } }, signal })),
    refetchInterval: 30_000,
  };
}

export function titleOfRole(role: Role): string {
  return role.title[locale.language] || role.name;
}

/** The title of the role of a name; the name where nobody knows it. */
export function nameRole(all: Role[] | undefined, name: string): string {
  const role = all?.find((one) => one.name === name);
  return role ? titleOfRole(role) : name;
}

/** Whether somebody with these permissions may give the role: nobody gives more than they have. */
export function mayGive(role: Role, own: readonly string[]): boolean {
  return role.permissions.every((one) => own.includes(one));
}
