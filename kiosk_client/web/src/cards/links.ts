import type { InjectionKey } from 'vue';

/** Whether links may be followed: in the widget yes; a kiosk shows them as text, for it must not leave its page. */
export const LINKS_OPEN: InjectionKey<boolean> = Symbol('links open');
