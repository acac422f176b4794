/**
 * The structured answer, as the hall sends it. Mirrors docs/answer.schema.json: same names, same literals.
 */

export type SourceKind =
  | 'guide'
  | 'faq'
  | 'policy'
  | 'one_thing'
  | 'help'
  | 'diagram'
  | 'point'
  | 'calendar'
  | 'hall'
  | 'item'
  | 'talk';
export type Gesture = 'none' | 'open' | 'count' | 'point_card' | 'point_map' | 'greet' | 'apologise' | 'nod';

/** The record a sentence was taken from; `talk` marks courtesies that state no fact. */
export interface Source {
  kind: SourceKind;
  id: string;
  revision: number;
  field: string;
  approved: boolean;
}

export interface Sentence {
  text: string;
  source: Source;
  gesture: Gesture;
}

/** Something to tap or say. Only `id` is ever sent back. */
export interface Choice {
  id: string;
  label: string;
  say: string;
  item: string | null;
}

export interface GuideCard {
  kind: 'guide';
  item: string;
  name: string;
  department: string;
  zone: string;
  subject: string;
  summary: string;
  approved: boolean;
  notes: string[];
}

export interface MaterialRow {
  name: string;
  form: string;
  copies: number;
  when: string;
  e_certificate: string;
  where_to_get: string;
  note: string;
  basis: string;
}

export interface MaterialsCard {
  kind: 'materials';
  item: string;
  name: string;
  materials: MaterialRow[];
  approved: boolean;
}

/** A titled list: conditions, steps, legal basis, questions. `ordered` numbers the rows. */
export interface ListCard {
  kind: 'list';
  item: string;
  name: string;
  aspect: string;
  title: string;
  rows: string[];
  ordered: boolean;
  approved: boolean;
}

/** A square code to be scanned; rows of 0 and 1, 1 is dark. */
export interface QrCode {
  label: string;
  rows: string[];
}

/** One fact set large: fee, time limit, result, online entrance, telephone, hours. */
export interface FactCard {
  kind: 'fact';
  item: string;
  name: string;
  aspect: string;
  title: string;
  value: string;
  details: string[];
  basis: string;
  approved: boolean;
  link: string;
  qr: QrCode | null;
}

/** A point on a floor of the hall map; `x`, `y` in metres from the floor's lower left corner. */
export interface MapPoint {
  place: string;
  name: string;
  floor: string;
  x: number;
  y: number;
}

export interface PlaceCard {
  kind: 'place';
  title: string;
  address: string;
  place: MapPoint | null;
  route: MapPoint[];
  steps: string[];
  metres: number;
  schematic: boolean;
  window: string;
}

export interface NoticeCard {
  kind: 'notice';
  title: string;
  text: string;
  link: string;
  approved: boolean;
}

/** What this citizen must bring, where, when, how much. */
export interface ChecklistCard {
  kind: 'checklist';
  item: string;
  name: string;
  situation: string;
  bring: MaterialRow[];
  electronic: MaterialRow[];
  on_site: MaterialRow[];
  place: string;
  window: string;
  fee: string;
  time_limit: string;
  notes: string[];
  approved: boolean;
  qr: QrCode | null;
}

/** Items beside each other: each row holds a heading and a text for each column. */
export interface TableCard {
  kind: 'table';
  title: string;
  columns: string[];
  rows: string[][];
  approved: boolean;
}

export type Card = GuideCard | MaterialsCard | ListCard | FactCard | PlaceCard | NoticeCard | ChecklistCard | TableCard;

/** How to go on speaking, where the citizen asked for it. */
export interface Manner {
  rate: '' | 'slower' | 'faster';
  volume: '' | 'louder' | 'quieter';
  aloud: boolean | null;
}

/** What the turn was understood as. */
export interface AnswerState {
  item: string | null;
  aspect: string;
  intent: string;
  situation: string | null;
  confidence: number;
  refused: boolean;
}

export interface Answer {
  say: Sentence[];
  show: Card[];
  ask: Choice[];
  state: AnswerState;
  manner: Manner;
  sources: Source[];
}
