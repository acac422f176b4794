import { createApp } from 'vue';
import workletAddress from '../audio/capture_worklet.js?url&no-inline';
import { visitAddress } from '../protocol/connection';
import { readPageOptions } from '../settings/address';
import { Visit } from '../visit/visit';
import KioskPage from './KioskPage.vue';
import '../settings/tokens.css';
import '../cards/cards.css';
import './kiosk.css';
import './parts.css';
import './contrast.css';

const options = readPageOptions(window.location.search);
const visit = new Visit({
  address: visitAddress(window.location.origin),
  channel: 'kiosk',
  voice: options.voice,
  elder: options.elder,
  kiosk: options.kiosk,
  keep: 1,
  workletAddress: () => workletAddress,
});
window.__xiaoxin = visit.record;

createApp(KioskPage, { visit, options }).mount('#app');
visit.start();
