/**
 * The chat widget: `<script src="https://HALL/widget.js" async></script>` on any page.
 *
 * It lives in a shadow root, so that neither page disturbs the other, and talks to the origin the script came from.
 * Attributes of the script tag: `data-open` opens it at once, `data-hooks` publishes `window.__xiaoxin` for tests.
 */
import { createApp } from 'vue';
import workletSource from '../audio/capture_worklet.js?raw';
import cardStyles from '../cards/cards.css?inline';
import tokenStyles from '../settings/tokens.css?inline';
import { visitAddress } from '../protocol/connection';
import { Visit } from '../visit/visit';
import ChatWidget from './ChatWidget.vue';
import widgetStyles from './widget.css?inline';

const HOST = 'xiaoxin-widget';
/** Where the pages' build puts the capture worklet. */
const WORKLET = '/assets/capture_worklet.js';
/** Exchanges that can be scrolled back to. */
const KEEP = 30;

/** The hall's own pages load the worklet from the hall; a page of another origin may not, and is handed a blob. */
function workletAddress(origin: string): () => string {
  let address: string | null = origin === window.location.origin ? WORKLET : null;
  return () => {
    address ??= URL.createObjectURL(new Blob([workletSource], { type: 'text/javascript' }));
    return address;
  };
}

function install(origin: string, data: DOMStringMap): void {
  if (document.querySelector(HOST)) return;
  const host = document.createElement(HOST);
  const root = host.attachShadow({ mode: 'open' });
  const style = document.createElement('style');
  style.textContent = tokenStyles + cardStyles + widgetStyles;
  const mount = document.createElement('div');
  mount.lang = 'zh-CN';
  root.append(style, mount);
  document.body.append(host);

  const visit = new Visit({
    address: visitAddress(origin),
    channel: 'widget',
    voice: false,
    elder: false,
    keep: KEEP,
    workletAddress: workletAddress(origin),
  });
  if ('hooks' in data) window.__xiaoxin = visit.record;
  createApp(ChatWidget, { visit, open: 'open' in data }).mount(mount);
}

const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null;
const origin = script?.src ? new URL(script.src).origin : window.location.origin;
const begin = () => install(origin, script?.dataset ?? {});
if (document.body) begin();
else document.addEventListener('DOMContentLoaded', begin, { once: true });
