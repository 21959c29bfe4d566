import { mount } from 'svelte';
import App from './App.svelte';
import { openHost } from './host';
import './styles/tokens.css';
import './styles/base.css';
import './styles/icons.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/list.css';
import './styles/conversation.css';
import './styles/gate.css';
import './styles/alert.css';
import './styles/filing.css';
import './styles/duty.css';
import './styles/practice.css';
import './styles/layouts.css';

await openHost();
mount(App, { target: document.getElementById('app')! });
