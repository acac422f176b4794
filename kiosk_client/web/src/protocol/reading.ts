/**
 * Reads what the hall sends into typed messages. Anything malformed gives `null`, never an exception: the page must
 * outlive a wrong frame. Missing optional fields get neutral values so that the views need no guards of their own.
 */

import type { Answer, Card, Choice, Gesture, Manner, MapPoint, MaterialRow, QrCode, Sentence, Source } from './answer';
import type { HallMessage, HallState, Playback, SpokenSentence, VisemeEntry, Welcome, WordEntry } from './messages';

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fields = (value: unknown): Fields => (isFields(value) ? value : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const textOrNull = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown, otherwise = 0): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const texts = (value: unknown): string[] => list(value).filter((entry): entry is string => typeof entry === 'string');
const records = (value: unknown): Fields[] => list(value).filter(isFields);

const GESTURES: readonly Gesture[] = ['none', 'open', 'count', 'point_card', 'point_map', 'greet', 'apologise', 'nod'];
const PLAYBACK: readonly Playback[] = ['play', 'duck', 'pause'];
const STATES: readonly HallState[] = ['idle', 'listening', 'hearing', 'thinking', 'speaking'];

const gesture = (value: unknown): Gesture => GESTURES.find((name) => name === value) ?? 'none';

function timed(value: unknown): [number, string][] {
  const entries: [number, string][] = [];
  for (const entry of list(value)) {
    if (Array.isArray(entry) && typeof entry[0] === 'number' && typeof entry[1] === 'string') {
      entries.push([entry[0], entry[1]]);
    }
  }
  return entries.sort((one, other) => one[0] - other[0]);
}

const readSource = (value: unknown): Source => {
  const source = fields(value);
  return {
    kind: text(source.kind) as Source['kind'],
    id: text(source.id),
    revision: number(source.revision, 1),
    field: text(source.field),
    approved: source.approved === true,
  };
};

const readSentence = (value: Fields): Sentence => ({
  text: text(value.text),
  source: readSource(value.source),
  gesture: gesture(value.gesture),
});

export const readChoice = (value: Fields): Choice => ({
  id: text(value.id),
  label: text(value.label),
  say: text(value.say),
  item: textOrNull(value.item),
});

const readChoices = (value: unknown): Choice[] =>
  records(value)
    .map(readChoice)
    .filter((choice) => choice.id !== '' && choice.label !== '');

const readPoint = (value: unknown): MapPoint | null => {
  if (!isFields(value)) return null;
  return {
    place: text(value.place),
    name: text(value.name),
    floor: text(value.floor),
    x: number(value.x),
    y: number(value.y),
  };
};

const readMaterial = (value: Fields): MaterialRow => ({
  name: text(value.name),
  form: text(value.form),
  copies: number(value.copies),
  when: text(value.when),
  e_certificate: text(value.e_certificate),
  where_to_get: text(value.where_to_get),
  note: text(value.note),
  basis: text(value.basis),
});

const readCode = (value: unknown): QrCode | null => {
  if (!isFields(value)) return null;
  const rows = texts(value.rows).filter((row) => /^[01]+$/.test(row));
  return rows.length > 0 ? { label: text(value.label), rows } : null;
};

const readManner = (value: unknown): Manner => {
  const manner = fields(value);
  return {
    rate: manner.rate === 'slower' || manner.rate === 'faster' ? manner.rate : '',
    volume: manner.volume === 'louder' || manner.volume === 'quieter' ? manner.volume : '',
    aloud: typeof manner.aloud === 'boolean' ? manner.aloud : null,
  };
};

function readCard(card: Fields): Card | null {
  const common = { item: text(card.item), name: text(card.name), approved: card.approved === true };
  switch (card.kind) {
    case 'guide':
      return {
        kind: 'guide',
        ...common,
        department: text(card.department),
        zone: text(card.zone),
        subject: text(card.subject),
        summary: text(card.summary),
        notes: texts(card.notes),
      };
    case 'materials':
      return { kind: 'materials', ...common, materials: records(card.materials).map(readMaterial) };
    case 'list':
      return {
        kind: 'list',
        ...common,
        aspect: text(card.aspect),
        title: text(card.title),
        rows: texts(card.rows),
        ordered: card.ordered === true,
      };
    case 'fact':
      return {
        kind: 'fact',
        ...common,
        aspect: text(card.aspect),
        title: text(card.title),
        value: text(card.value),
        details: texts(card.details),
        basis: text(card.basis),
        link: text(card.link),
        qr: readCode(card.qr),
      };
    case 'place':
      return {
        kind: 'place',
        title: text(card.title),
        address: text(card.address),
        place: readPoint(card.place),
        route: list(card.route)
          .map(readPoint)
          .filter((point): point is MapPoint => point !== null),
        steps: texts(card.steps),
        metres: number(card.metres),
        schematic: card.schematic !== false,
        window: text(card.window),
      };
    case 'notice':
      return {
        kind: 'notice',
        title: text(card.title),
        text: text(card.text),
        link: text(card.link),
        approved: common.approved,
      };
    case 'checklist':
      return {
        kind: 'checklist',
        ...common,
        situation: text(card.situation),
        bring: records(card.bring).map(readMaterial),
        electronic: records(card.electronic).map(readMaterial),
        on_site: records(card.on_site).map(readMaterial),
        place: text(card.place),
        window: text(card.window),
        fee: text(card.fee),
        time_limit: text(card.time_limit),
        notes: texts(card.notes),
        qr: readCode(card.qr),
      };
    case 'table':
      return {
        kind: 'table',
        title: text(card.title),
        columns: texts(card.columns),
        rows: list(card.rows).map(texts),
        approved: common.approved,
      };
    default:
      return null;
  }
}

export function readAnswer(message: Fields): Answer {
  const state = fields(message.state);
  return {
    say: records(message.say).map(readSentence),
    show: records(message.show)
      .map(readCard)
      .filter((card): card is Card => card !== null),
    ask: readChoices(message.ask),
    state: {
      item: textOrNull(state.item),
      aspect: text(state.aspect),
      intent: text(state.intent),
      situation: textOrNull(state.situation),
      confidence: number(state.confidence),
      refused: state.refused === true,
    },
    manner: readManner(message.manner),
    sources: records(message.sources).map(readSource),
  };
}

function readWelcome(message: Fields): Welcome {
  const hall = fields(message.hall);
  const voice = isFields(message.voice) ? message.voice : null;
  return {
    type: 'welcome',
    version: number(message.version, 1),
    visit_id: text(message.visit_id),
    hall: {
      name: text(hall.name),
      short_name: text(hall.short_name),
      digital_human: text(hall.digital_human),
      address: text(hall.address),
      hotline: text(hall.hotline),
    },
    label: text(message.label),
    greeting: text(message.greeting),
    suggestions: readChoices(message.suggestions),
    recognition: textOrNull(message.recognition),
    voice: voice && { engine: text(voice.engine), notice: text(voice.notice) },
  };
}

const readSpoken = (message: Fields, turn: number): SpokenSentence => ({
  type: 'sentence',
  turn_id: turn,
  index: number(message.index),
  count: number(message.count),
  text: text(message.text),
  gesture: gesture(message.gesture),
  audio: textOrNull(message.audio),
  sample_rate: number(message.sample_rate),
  duration_ms: Math.max(0, number(message.duration_ms)),
  visemes: timed(message.visemes) as VisemeEntry[],
  words: timed(message.words) as WordEntry[],
  timing: message.timing === 'exact' ? 'exact' : 'estimated',
});

/** One text frame to one message; `null` for what is not JSON, not known or lacks its turn id. */
export function readMessage(frame: string): HallMessage | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(frame);
  } catch {
    return null;
  }
  if (!isFields(parsed)) return null;
  const message = parsed;
  switch (message.type) {
    case 'welcome':
      return readWelcome(message);
    case 'error':
      return { type: 'error', code: text(message.code), message: text(message.message), detail: text(message.detail) };
    case 'pong':
      return { type: 'pong' };
    case 'visit_end':
      return { type: 'visit_end', reason: text(message.reason) };
  }
  if (typeof message.turn_id !== 'number' || !Number.isFinite(message.turn_id)) return null;
  return readTurnMessage(message, message.turn_id);
}

function readTurnMessage(message: Fields, turn_id: number): HallMessage | null {
  switch (message.type) {
    case 'state': {
      const value = STATES.find((name) => name === message.value);
      return value ? { type: 'state', turn_id, value } : null;
    }
    case 'partial':
      return { type: 'partial', turn_id, text: text(message.text) };
    case 'final': {
      const by = message.by === 'voice' || message.by === 'choice' ? message.by : 'text';
      return { type: 'final', turn_id, text: text(message.text), raw_text: text(message.raw_text), by };
    }
    case 'unheard':
      return { type: 'unheard', turn_id, reason: text(message.reason), message: text(message.message), ask: readChoices(message.ask) };
    case 'answer':
      return { type: 'answer', turn_id, ...readAnswer(message) };
    case 'sentence':
      return readSpoken(message, turn_id);
    case 'turn_end':
      return { type: 'turn_end', turn_id };
    case 'playback':
      return { type: 'playback', turn_id, value: PLAYBACK.find((value) => value === message.value) ?? 'play' };
    case 'cancelled':
      return { type: 'cancelled', turn_id, reason: text(message.reason), heard: number(message.heard) };
    default:
      return null;
  }
}
