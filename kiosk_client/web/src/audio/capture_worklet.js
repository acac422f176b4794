/* Runs in the audio thread: gathers the microphone's first channel into blocks and hands them to the page. */
class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    // About 20 ms: small enough for captions, large enough not to flood the page with messages.
    this.block = new Float32Array(Math.max(128, Math.round(sampleRate / 50)));
    this.filled = 0;
  }

  process(inputs) {
    const channel = inputs[0] && inputs[0][0];
    if (!channel) return true;
    for (let at = 0; at < channel.length; ) {
      const part = channel.subarray(at, at + this.block.length - this.filled);
      this.block.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
      if (this.filled === this.block.length) {
        this.port.postMessage(this.block.slice(0));
        this.filled = 0;
      }
    }
    return true;
  }
}
registerProcessor('xiaoxin-capture', Capture);
