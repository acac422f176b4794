import { reactive } from 'vue';
import { CAPTURE_RATE, MIC_HELP, Microphone, type MicState } from '../audio/microphone';
import type { Position } from '../audio/timeline';
import type { Choice } from '../protocol/answer';
import { HallConnection } from '../protocol/connection';
import { type Channel, type HallMessage, PROTOCOL_VERSION, TEXT_LIMIT } from '../protocol/messages';
import { TurnGate } from '../protocol/turns';
import { addEvent, addSample, addSlot, freshRecord, type PageRecord, wipeRecord } from './record';
import { type Exchange, freshState, type VisitState } from './state';
import { Voice } from './voice';

export interface VisitOptions {
  /** Address of the hall's websocket. */
  address: string;
  channel: Channel;
  voice: boolean;
  elder: boolean;
  kiosk?: string | undefined;
  /** Exchanges that stay on the screen. */
  keep: number;
  /** Where the capture worklet is. */
  workletAddress: () => string;
}

const TOAST_MS = 6000;
/** A touch of the microphone button that lasts longer is push-to-talk, a shorter one a tap. */
const PUSH_MS = 400;
/** Between a visit the hall has ended and the next: a hall that closes is not called again at once. */
const RESTART_MS = 600;
/** Seconds of silent lip samples kept after speech, to show that the mouth closed. */
const SILENT_SAMPLES = 1;

/** One citizen's visit: connection, ears, voice and everything that is shown of it. */
export class Visit {
  readonly state: VisitState;
  readonly record: PageRecord = freshRecord();
  private readonly connection: HallConnection;
  private readonly gate = new TurnGate();
  private readonly voice: Voice;
  private readonly microphone: Microphone;
  private restart: ReturnType<typeof setTimeout> | undefined;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;
  private silentSince = 0;
  private pressedAt = 0;

  constructor(private readonly options: VisitOptions) {
    this.state = reactive(freshState(options.voice, options.elder));
    this.voice = this.newVoice();
    this.record.loudness = () => this.voice.speaker.level();
    this.microphone = new Microphone(options.workletAddress, {
      state: (mic) => this.micChanged(mic),
      frame: (pcm) => void this.connection.sendAudio(pcm),
      level: (level) => {
        // In steps, so that the button is not drawn anew for every breath.
        this.state.level = Math.round(level * 12) / 12;
      },
    });
    this.connection = new HallConnection(
      options.address,
      () => ({
        type: 'hello',
        version: PROTOCOL_VERSION,
        channel: options.channel,
        voice: this.state.voice,
        elder: this.state.elder,
        rate: 1, // for elders the hall slows it down
        draft: true,
        ...(options.kiosk ? { kiosk: options.kiosk } : {}),
      }),
      {
        message: (message) => this.receive(message),
        state: (state, attempt, retryMs) => this.connectionChanged(state, attempt, retryMs),
      },
    );
  }

  /** Connects. A page that may make sound without a touch is audible at once; otherwise it waits for `touched`. */
  start(): void {
    clearTimeout(this.restart);
    if (this.state.voice) void this.voice.speaker.resume();
    this.connection.start();
  }

  /** A touch or key of the visitor: the moment in which browsers let sound begin. */
  touched(): void {
    if (this.state.voice && this.state.audio !== 'running') void this.voice.speaker.resume();
  }

  retryNow(): void {
    this.connection.retryNow();
  }

  /** Sends a typed question; false when it is empty, too long or there is no connection. */
  ask(text: string): boolean {
    const trimmed = text.trim();
    if (trimmed === '') return false;
    if (trimmed.length > TEXT_LIMIT) {
      this.toast(`一次最多输入${TEXT_LIMIT}个字，请分开说。`);
      return false;
    }
    return this.say({ type: 'text', text: trimmed });
  }

  choose(choice: Choice): boolean {
    return this.say({ type: 'choice', id: choice.id });
  }

  /** Asks for a person, in the words a citizen would use. */
  askForPerson(): boolean {
    return this.ask('转人工');
  }

  /** Silences her at once: sound, mouth, gesture and caption end here, before the hall has answered. */
  interrupt(): void {
    this.hush();
    this.connection.send({ type: 'interrupt' });
    this.note('interrupt');
  }

  /** The microphone button: starts listening, or ends what is being said. */
  async toggleListening(): Promise<void> {
    if (this.listening) this.stopListening();
    else await this.listen();
  }

  /** The microphone button goes down: what is said is heard as long as it is held. Already listening, it ends that. */
  async press(): Promise<void> {
    if (this.listening) {
      this.stopListening();
      return;
    }
    this.state.pushing = true;
    this.pressedAt = performance.now();
    await this.listen();
  }

  /** The button comes up. Held, that ends what is said; a short touch was a tap, and the end is heard by its silence. */
  release(): void {
    if (!this.state.pushing) return;
    this.state.pushing = false;
    if (this.state.mic !== 'on') return;
    if (performance.now() - this.pressedAt >= PUSH_MS) this.stopListening();
    else this.connection.send({ type: 'listen', mode: 'tap', sample_rate: CAPTURE_RATE });
  }

  async setHandsFree(on: boolean): Promise<void> {
    this.state.handsFree = on;
    if (on) await this.listen();
    else this.stopListening();
  }

  setContrast(on: boolean): void {
    this.state.contrast = on;
  }

  setElder(on: boolean): void {
    this.state.elder = on;
    this.connection.send({ type: 'settings', elder: on });
  }

  setVoice(on: boolean): void {
    this.hush();
    this.state.voice = on;
    this.voice.setAudible(on);
    if (on) void this.voice.speaker.resume();
    else this.stopListening();
    this.connection.send({ type: 'settings', voice: on });
  }

  /** Ends the visit: nothing of it stays here. The connection is closed; `start` begins the next visit. */
  end(): void {
    this.connection.close();
    this.wipe();
  }

  dismissToast(): void {
    clearTimeout(this.toastTimer);
    this.state.toast = '';
  }

  /** Seconds of the audio clock that are being heard. */
  get heardTime(): number {
    return this.voice.heardTime;
  }

  /** The sentence that is being heard. */
  position(): Position | null {
    return this.voice.position();
  }

  /** Notes the lip weights that were applied for a frame. */
  sampleLips(heard: number, position: Position | null, lips: Record<string, number>): void {
    // The first frame of silence is always noted, however late it was drawn.
    const wasSpeaking = (this.record.lipSamples.at(-1)?.[0] ?? null) !== null;
    if (position) this.silentSince = heard;
    else if (!wasSpeaking && heard - this.silentSince > SILENT_SAMPLES) return;
    addSample(this.record, [position?.slot.sentence.turn_id ?? null, Math.round(heard * 1000), lips]);
  }

  note(type: string, detail?: string): void {
    addEvent(this.record, {
      at: Math.round(performance.now()),
      audio: Math.round(this.voice.speaker.time * 1000),
      type,
      turn: this.gate.turn < 0 ? null : this.gate.turn,
      ...(detail === undefined ? {} : { detail }),
    });
  }

  private get listening(): boolean {
    return this.state.mic === 'on' || this.state.mic === 'starting';
  }

  private newVoice(): Voice {
    return new Voice(this.state.voice, {
      audio: (audio) => {
        this.state.audio = audio;
        this.record.audioState = audio;
        this.note('audio', audio);
      },
      played: (turn_id, index, done) => {
        this.connection.send({ type: 'played', turn_id, index, done });
        this.note(done ? 'heard' : 'speaks', String(index));
        const exchange = this.exchange(turn_id);
        // In a visit without voice nobody follows along: the text stands whole.
        if (exchange) exchange.heard = done || !this.state.voice ? -1 : index;
      },
      speaking: (on) => {
        this.state.speaking = on;
        this.note(on ? 'voice on' : 'voice off');
      },
      caption: (caption) => {
        this.state.caption = caption;
      },
    });
  }

  private say(message: { type: 'text'; text: string } | { type: 'choice'; id: string }): boolean {
    if (this.connection.state !== 'ready') {
      this.toast('连接已中断，正在重新连接，请稍候。');
      return false;
    }
    this.hush();
    if (this.listening && !this.state.handsFree) {
      // What was being said is given up, not recognised: the citizen goes on by hand instead.
      this.microphone.stop();
      this.connection.send({ type: 'interrupt' });
    }
    if (!this.connection.send(message)) return false;
    this.state.partial = '';
    this.state.renewed = false;
    return true;
  }

  private async listen(): Promise<void> {
    if (!this.state.welcome) return;
    if (!this.state.welcome.recognition) {
      this.state.handsFree = false;
      this.toast('语音识别暂未开启，请打字或点按钮咨询。');
      return;
    }
    if (this.voice.active) this.interrupt();
    await this.voice.speaker.resume();
    const on = await this.microphone.start(this.voice.speaker.open());
    if (!on) {
      this.state.handsFree = false;
      return;
    }
    const mode = this.state.handsFree ? 'hands_free' : this.state.pushing ? 'push' : 'tap';
    if (!this.connection.send({ type: 'listen', mode, sample_rate: CAPTURE_RATE })) this.microphone.stop();
  }

  private stopListening(): void {
    this.state.handsFree = false;
    this.state.pushing = false;
    if (!this.listening) return;
    this.microphone.stop();
    this.connection.send({ type: 'listen_stop' });
  }

  private micChanged(mic: MicState): void {
    this.state.mic = mic;
    this.record.micState = mic;
    this.note('mic', mic);
    const help = MIC_HELP[mic];
    if (help) this.toast(help);
  }

  private connectionChanged(state: VisitState['connection'], attempt: number, retryMs: number): void {
    Object.assign(this.state, { connection: state, attempt, retryMs });
    this.record.connection = state;
    this.note('connection', state);
    if (state !== 'lost') return;
    // Nothing of the old visit may go on: its choices, its sound, its open microphone.
    this.hush();
    this.microphone.stop();
    Object.assign(this.state, { hall: 'idle', partial: '', handsFree: false, renewed: this.state.exchanges.length > 0 });
    this.record.state = 'idle';
  }

  private receive(message: HallMessage): void {
    if (message.type === 'welcome') this.gate.reset();
    if (!this.gate.accepts(message)) {
      this.record.dropped = this.gate.dropped;
      this.note('dropped', message.type);
      return;
    }
    this.record.lastTurn = this.gate.turn;
    this.note(message.type, 'value' in message ? message.value : undefined);
    switch (message.type) {
      case 'welcome':
        this.state.welcome = message;
        // A hall that has no voice now is read at a reading pace, whether or not this device may make sound.
        this.voice.setAudible(this.state.voice && message.voice !== null);
        break;
      case 'state':
        this.state.hall = message.value;
        this.record.state = message.value;
        break;
      case 'partial':
        this.state.partial = message.text;
        break;
      case 'final':
        this.begin(message.turn_id, message.text, message.by);
        break;
      case 'unheard':
        this.state.partial = '';
        this.closeTap();
        this.offer(message.turn_id, message.ask);
        this.toast(message.message);
        break;
      case 'answer': {
        const exchange = this.exchange(message.turn_id) ?? this.begin(message.turn_id, '', 'text');
        const { say, show, ask, state, manner, sources } = message;
        exchange.answer = { say, show, ask, state, manner, sources };
        if (manner.volume !== '') this.voice.speaker.changeVolume(manner.volume === 'louder');
        this.audibleAsWished(manner.aloud);
        break;
      }
      case 'sentence': {
        const slot = this.voice.speak(message);
        if (slot) addSlot(this.record, slot);
        break;
      }
      case 'playback':
        this.voice.give(message.value);
        break;
      case 'turn_end': {
        const exchange = this.exchange(message.turn_id);
        if (exchange) exchange.complete = true;
        break;
      }
      case 'cancelled':
        this.cancelled(message.turn_id);
        break;
      case 'error':
        this.failed(message.code, message.message, message.detail);
        break;
      case 'visit_end':
        this.ended(message.reason);
        break;
    }
  }

  /** Read out or only shown, as the citizen asked; captions of what is only shown keep a reading pace. */
  private audibleAsWished(aloud: boolean | null): void {
    if (aloud !== null && this.state.welcome?.voice) this.voice.setAudible(this.state.voice && aloud);
  }

  /** Other ways to go on, after the hall has heard nothing twice. */
  private offer(turn: number, ask: Choice[]): void {
    if (ask.length === 0) return;
    const last = this.state.exchanges.at(-1) ?? this.begin(turn, '', 'voice');
    if (last.answer) last.answer.ask = ask;
    else {
      const state = { item: null, aspect: 'none', intent: 'unheard', situation: null, confidence: 0, refused: false };
      last.answer = { say: [], show: [], ask, state, manner: { rate: '', volume: '', aloud: null }, sources: [] };
    }
  }

  private failed(code: string, message: string, detail: string): void {
    console.warn(`hall: ${code}: ${detail}`);
    if (code === 'no_recognition' || code === 'not_listening' || code === 'sample_rate' || code === 'bad_audio') {
      this.microphone.stop();
      this.state.handsFree = false;
    }
    // Sound that was on its way when the hall stopped listening is nobody's fault.
    if (code !== 'not_listening') this.toast(message);
  }

  private begin(turn: number, question: string, by: Exchange['by']): Exchange {
    if (this.voice.turn !== null && this.voice.turn < turn) this.voice.stop();
    this.state.partial = '';
    this.state.renewed = false;
    this.dismissToast();
    this.closeTap();
    const exchange: Exchange = { turn, question, by, answer: null, heard: -1, complete: false, cancelled: false };
    this.state.exchanges = [...this.state.exchanges, exchange].slice(-this.options.keep);
    return this.exchange(turn) ?? exchange;
  }

  /** A tap hears one utterance; hands-free goes on. */
  private closeTap(): void {
    if (!this.state.handsFree) this.microphone.stop();
  }

  private cancelled(turn: number): void {
    if (this.voice.turn !== null && this.voice.turn <= turn) this.voice.stop();
    const exchange = this.exchange(turn);
    if (exchange) Object.assign(exchange, { cancelled: true, heard: -1 });
    this.state.partial = '';
  }

  /** Silence here and now, and deafness to the rest of the turn that was speaking. */
  private hush(): void {
    const last = this.state.exchanges.at(-1);
    // Between two sentences nothing is scheduled, and yet the turn is not over.
    const turn = this.voice.turn ?? (last?.answer && !last.complete ? last.turn : null);
    if (turn !== null) this.gate.cancel(turn);
    this.voice.stop();
    for (const exchange of this.state.exchanges) exchange.heard = -1;
  }

  private exchange(turn: number): Exchange | undefined {
    return this.state.exchanges.find((one) => one.turn === turn);
  }

  /** The hall has wiped the visit; so does the page, and a fresh visit stands ready. */
  private ended(reason: string): void {
    this.end();
    if (reason === 'idle') this.toast('长时间没有操作，本次咨询已结束，内容已清除。');
    this.restart = setTimeout(() => this.start(), RESTART_MS);
  }

  private wipe(): void {
    clearTimeout(this.restart);
    this.voice.stop();
    this.microphone.stop();
    this.dismissToast();
    this.gate.reset();
    const { audio, mic } = this.state;
    Object.assign(this.state, freshState(this.options.voice, this.options.elder), { audio, mic });
    this.voice.setAudible(this.state.voice);
    this.voice.speaker.resetVolume();
    wipeRecord(this.record);
    this.record.state = 'idle';
  }

  private toast(message: string): void {
    if (message === '') return;
    clearTimeout(this.toastTimer);
    this.state.toast = message;
    this.toastTimer = setTimeout(() => this.dismissToast(), TOAST_MS);
  }
}
