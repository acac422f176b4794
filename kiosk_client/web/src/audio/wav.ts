/** Mono sound as the page plays it: samples in -1..1 at `sampleRate` hertz. */
export interface Sound {
  samples: Float32Array<ArrayBuffer>;
  sampleRate: number;
}

export class WavError extends Error {}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

const tag = (view: DataView, offset: number) =>
  String.fromCharCode(view.getUint8(offset), view.getUint8(offset + 1), view.getUint8(offset + 2), view.getUint8(offset + 3));

/**
 * Decodes a RIFF/WAVE file (16-bit PCM or 32-bit float, any number of channels mixed to one).
 *
 * Done by hand because it is immediate: `decodeAudioData` is asynchronous, and an interruption could overtake it.
 * A data chunk that announces more than the file holds (streamed WAVs do) is read to the file's end.
 *
 * @throws WavError when the bytes are not such a file.
 */
export function decodeWav(bytes: ArrayBuffer): Sound {
  const view = new DataView(bytes);
  if (view.byteLength < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') throw new WavError('not a WAV file');
  let format = 0;
  let channels = 0;
  let sampleRate = 0;
  let bits = 0;
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const name = tag(view, at);
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (name === 'fmt ' && body + 16 <= view.byteLength) {
      format = view.getUint16(body, true);
      channels = view.getUint16(body + 2, true);
      sampleRate = view.getUint32(body + 4, true);
      bits = view.getUint16(body + 14, true);
      if (format === EXTENSIBLE && size >= 26 && body + 26 <= view.byteLength) format = view.getUint16(body + 24, true);
    } else if (name === 'data') {
      if (channels < 1 || sampleRate < 3000 || sampleRate > 192_000) throw new WavError('bad WAV format chunk');
      return { samples: mix(view, body, Math.min(size, view.byteLength - body), format, bits, channels), sampleRate };
    }
    at = body + size + (size % 2);
  }
  throw new WavError('WAV without data');
}

function mix(view: DataView, start: number, size: number, format: number, bits: number, channels: number) {
  const read =
    format === PCM && bits === 16
      ? (at: number) => view.getInt16(at, true) / 32768
      : format === FLOAT && bits === 32
        ? (at: number) => view.getFloat32(at, true)
        : null;
  if (!read) throw new WavError(`WAV encoding ${format} with ${bits} bits is not played`);
  const step = bits / 8;
  const samples = new Float32Array(Math.floor(size / (step * channels)));
  for (let frame = 0; frame < samples.length; frame += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += read(start + (frame * channels + channel) * step);
    samples[frame] = sum / channels;
  }
  return samples;
}

/** Base64 text to bytes. @throws WavError when it is not base64. */
export function fromBase64(encoded: string): ArrayBuffer {
  let binary: string;
  try {
    binary = atob(encoded);
  } catch {
    throw new WavError('not base64');
  }
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes.buffer;
}
