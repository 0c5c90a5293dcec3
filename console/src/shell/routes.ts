// The pages: where they are, who may see them, and where the navigation has them.
import type { IconName } from '../parts/icons';
import type { Words } from '../words/vi';
import type { Permission } from './session.svelte';
import type { Component } from 'svelte';

export type PageName = keyof Words['pages'];
export type Parameters = Record<string, string>;
type Page = { default: Component<{ parameters: Parameters }> };

export interface Route {
  name: PageName;
  pattern: string;
  /** null: everybody who is logged in. */
  needs: Permission | null;
  load: () => Promise<Page>;
  /** The group of the navigation that has it, with its icon and the letter after "g" that opens it. */
  menu?: { group: keyof Words['groups']; icon: IconName; key: string };
}

/** Where somebody begins: the first page of the navigation that they may see. */
export function firstPage(may: (permission: Permission | null) => boolean): Route | undefined {
  return routes.find((route) => route.menu && may(route.needs));
}

/** A page of a component that takes the parameters of its path, or none. */
const page = (load: () => Promise<{ default: Component<never> }>) => load as unknown as () => Promise<Page>;

export const routes: Route[] = [
  {
    name: 'home', pattern: '/', needs: 'view',
    load: page(() => import('../pages/Home.svelte')),
    menu: { group: 'shop', icon: 'home', key: 'h' },
  },
  {
    name: 'campaigns', pattern: '/campaigns', needs: 'view',
    load: page(() => import('../pages/Campaigns.svelte')),
    menu: { group: 'shop', icon: 'campaign', key: 'c' },
  },
  { name: 'score', pattern: '/score', needs: 'view', load: page(() => import('../pages/Score.svelte')) },
  { name: 'newCampaign', pattern: '/campaigns/new', needs: 'edit', load: page(() => import('../pages/Builder.svelte')) },
  { name: 'builder', pattern: '/campaigns/:id/edit', needs: 'edit', load: page(() => import('../pages/Builder.svelte')) },
  { name: 'campaign', pattern: '/campaigns/:id', needs: 'view', load: page(() => import('../pages/Campaign.svelte')) },
  { name: 'instance', pattern: '/instances/:id', needs: 'view', load: page(() => import('../pages/Instance.svelte')) },
  {
    name: 'boosters', pattern: '/boosters', needs: 'view',
    load: page(() => import('../pages/Boosters.svelte')),
    menu: { group: 'shop', icon: 'booster', key: 'o' },
  },
  { name: 'booster', pattern: '/boosters/:id', needs: 'view', load: page(() => import('../pages/Booster.svelte')) },
  { name: 'card', pattern: '/boosters/:id/cards/:card', needs: 'view', load: page(() => import('../pages/Card.svelte')) },
  {
    name: 'monitor', pattern: '/monitor', needs: 'view',
    load: page(() => import('../pages/Monitor.svelte')),
    menu: { group: 'shop', icon: 'monitor', key: 'r' },
  },
  {
    name: 'library', pattern: '/library', needs: 'view',
    load: page(() => import('../pages/Library.svelte')),
    menu: { group: 'shop', icon: 'library', key: 'l' },
  },
  { name: 'scenario', pattern: '/library/:id', needs: 'view', load: page(() => import('../pages/Scenario.svelte')) },
  {
    name: 'held', pattern: '/held', needs: 'view',
    load: page(() => import('../pages/Held.svelte')),
    menu: { group: 'shop', icon: 'alert', key: 'x' },
  },
  {
    name: 'customers', pattern: '/customers', needs: 'see_personal_data',
    load: page(() => import('../pages/Customers.svelte')),
    menu: { group: 'people', icon: 'people', key: 'k' },
  },
  {
    name: 'customer', pattern: '/customers/:id', needs: 'see_personal_data',
    load: page(() => import('../pages/Customer.svelte')),
  },
  {
    name: 'desk', pattern: '/desk', needs: 'desk',
    load: page(() => import('../pages/Desk.svelte')),
    menu: { group: 'people', icon: 'desk', key: 'q' },
  },
  {
    name: 'segments', pattern: '/segments', needs: 'view',
    load: page(() => import('../pages/Segments.svelte')),
    menu: { group: 'people', icon: 'segment', key: 'n' },
  },
  { name: 'segment', pattern: '/segments/:id', needs: 'view', load: page(() => import('../pages/Segment.svelte')) },
  {
    name: 'messages', pattern: '/messages', needs: 'view',
    load: page(() => import('../pages/Messages.svelte')),
    menu: { group: 'people', icon: 'message', key: 'm' },
  },
  { name: 'message', pattern: '/messages/:id', needs: 'view', load: page(() => import('../pages/Message.svelte')) },
  {
    name: 'forms', pattern: '/forms', needs: 'view',
    load: page(() => import('../pages/Forms.svelte')),
    menu: { group: 'people', icon: 'form', key: 'f' },
  },
  { name: 'form', pattern: '/forms/:id', needs: 'view', load: page(() => import('../pages/HostedForm.svelte')) },
  {
    name: 'vouchers', pattern: '/vouchers', needs: 'view',
    load: page(() => import('../pages/Vouchers.svelte')),
    menu: { group: 'people', icon: 'voucher', key: 'v' },
  },
  { name: 'pool', pattern: '/vouchers/:pool', needs: 'view', load: page(() => import('../pages/Pool.svelte')) },
  {
    name: 'budget', pattern: '/budget', needs: 'view',
    load: page(() => import('../pages/Budget.svelte')),
    menu: { group: 'people', icon: 'money', key: 'b' },
  },
  {
    name: 'channels', pattern: '/channels', needs: 'view',
    load: page(() => import('../pages/Channels.svelte')),
    menu: { group: 'system', icon: 'channel', key: 'g' },
  },
  {
    name: 'imports', pattern: '/imports', needs: 'data',
    load: page(() => import('../pages/Imports.svelte')),
    menu: { group: 'system', icon: 'import', key: 'i' },
  },
  {
    name: 'jobs', pattern: '/jobs', needs: 'view',
    load: page(() => import('../pages/Jobs.svelte')),
    menu: { group: 'system', icon: 'job', key: 'j' },
  },
  { name: 'job', pattern: '/jobs/:id', needs: 'view', load: page(() => import('../pages/Job.svelte')) },
  {
    name: 'access', pattern: '/access', needs: 'administer',
    load: page(() => import('../pages/Access.svelte')),
    menu: { group: 'system', icon: 'key', key: 'u' },
  },
  { name: 'user', pattern: '/access/users/:user', needs: 'administer', load: page(() => import('../pages/User.svelte')) },
  { name: 'profile', pattern: '/profile', needs: null, load: page(() => import('../pages/Profile.svelte')) },
  {
    name: 'backups', pattern: '/backups', needs: 'view',
    load: page(() => import('../pages/Backups.svelte')),
    menu: { group: 'system', icon: 'backup', key: 'p' },
  },
  {
    name: 'audit', pattern: '/audit', needs: 'operate',
    load: page(() => import('../pages/Audit.svelte')),
    menu: { group: 'system', icon: 'audit', key: 'a' },
  },
  {
    name: 'settings', pattern: '/settings', needs: 'view',
    load: page(() => import('../pages/Settings.svelte')),
    menu: { group: 'system', icon: 'settings', key: 's' },
  },
  {
    name: 'developer', pattern: '/developer', needs: 'developer',
    load: page(() => import('../pages/Developer.svelte')),
    menu: { group: 'system', icon: 'code', key: 'd' },
  },
  {
    name: 'hook', pattern: '/developer/hooks/:id', needs: 'developer',
    load: page(() => import('../pages/Hook.svelte')),
  },
];
