import './app.css';
import App from './App.svelte';
import { locale } from './shell/locale.svelte';
import { session } from './shell/session.svelte';
import { theme } from './shell/theme.svelte';
import { mount } from 'svelte';

theme.apply();
await Promise.all([locale.start(), session.start()]);
mount(App, { target: document.getElementById('app')! });
