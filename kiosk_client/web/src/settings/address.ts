import { readStill, type Still } from '../avatar/performance';

/** What the page's address asks for. */
export interface PageOptions {
  /** Place id of this kiosk on the hall map. */
  kiosk: string | undefined;
  /** `?draw=0`: everything runs, nothing is drawn (benches). */
  draw: boolean;
  /** `?avatar=0`: no figure at all. */
  avatar: boolean;
  /** `?lite=1`: the light model. */
  lite: boolean;
  /** `?voice=0`: text only. */
  voice: boolean;
  /** `?elder=1`: large type from the start. */
  elder: boolean;
  still: Still | null;
}

export function readPageOptions(search: string): PageOptions {
  const query = new URLSearchParams(search);
  return {
    kiosk: query.get('kiosk') || undefined,
    draw: query.get('draw') !== '0',
    avatar: query.get('avatar') !== '0',
    lite: query.get('lite') === '1',
    voice: query.get('voice') !== '0',
    elder: query.get('elder') === '1',
    still: readStill(query.get('still')),
  };
}
