// SPDX-License-Identifier: Apache-2.0
/**
 * An NS16550A with a byte-wide register file. What the guest sends is gathered to lines; what it receives comes from a
 * queue that the machine fills. Transmission takes no time, so the transmitter is always empty.
 * Source: Texas Instruments PC16550D data sheet.
 */

/** Bytes of the register window. */
export const UART_SIZE = 8;
/** Longest piece of a line given out at once; a longer line comes in pieces. */
export const MAX_LINE_BYTES = 4096;
/** Received bytes that may wait for the guest. */
export const MAX_INPUT_BYTES = 1 << 20;

const FIFO_SIZE = 16;
const TRIGGER_LEVELS = [1, 4, 8, 14] as const;

const IER_RECEIVED = 0x01;
const IER_TRANSMITTER_EMPTY = 0x02;
const FCR_ENABLE = 0x01;
const FCR_CLEAR_RECEIVE = 0x02;
const LCR_EIGHT_BITS = 0x03;
const LCR_DIVISOR_LATCH = 0x80;
const MCR_LOOPBACK = 0x10;
const LSR_DATA_READY = 0x01;
const LSR_TRANSMITTER_EMPTY = 0x60;
const MSR_CARRIER = 0xb0;
const IIR_NONE = 0x01;
const IIR_TRANSMITTER_EMPTY = 0x02;
const IIR_RECEIVED = 0x04;
const IIR_TIMEOUT = 0x0c;
const IIR_FIFO = 0xc0;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Where lines go. `partial`: the guest has not ended the line. */
export type LineSink = (bytes: Uint8Array, partial: boolean) => void;

export class Uart16550 {
  readonly #sink: LineSink;
  #interruptEnable = 0;
  /** The firmware has left the FIFOs on and eight data bits, as guests find them. */
  #fifoControl = FCR_ENABLE;
  #lineControl = LCR_EIGHT_BITS;
  #modemControl = 0;
  #scratch = 0;
  #divisor = 1;
  /** The transmitter-empty interrupt has not been acknowledged yet. */
  #emptyPending = false;
  #line = new Uint8Array(256);
  #lineLength = 0;
  #input: number[] = [];
  /** Position of the oldest unread byte in #input. */
  #inputHead = 0;
  #inputEnded = false;
  /** Virtual time (ticks) of the oldest byte of the unfinished line, -1 for none. */
  partialSince = -1;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  /** True while the interrupt output is high. */
  get interrupt(): boolean {
    return this.#identify() !== IIR_NONE;
  }

  /** True when received bytes raise an interrupt. */
  get wantsInput(): boolean {
    return (this.#interruptEnable & IER_RECEIVED) !== 0;
  }

  get inputEnded(): boolean {
    return this.#inputEnded;
  }

  /** Appends received bytes; what exceeds MAX_INPUT_BYTES is refused.
   *  @returns how many were taken */
  receive(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, MAX_INPUT_BYTES - this.#waiting);
    for (let index = 0; index < taken; index++) {
      this.#input.push(bytes[index]!);
    }
    return taken;
  }

  endInput(): void {
    this.#inputEnded = true;
  }

  /** Reads the register at `offset` (0..7); has the side effects of the hardware. */
  read(offset: number): number {
    const latched = (this.#lineControl & LCR_DIVISOR_LATCH) !== 0;
    switch (offset) {
      case 0:
        return latched ? this.#divisor & 0xff : this.#takeInput();
      case 1:
        return latched ? this.#divisor >> 8 : this.#interruptEnable;
      case 2:
        return this.#readIdentification();
      case 3:
        return this.#lineControl;
      case 4:
        return this.#modemControl;
      case 5:
        return LSR_TRANSMITTER_EMPTY | (this.#waiting > 0 ? LSR_DATA_READY : 0);
      case 6:
        return MSR_CARRIER;
      default:
        return this.#scratch;
    }
  }

  /** Writes the low byte of `value` to the register at `offset` (0..7).
   *  @param ticks virtual time, for the age of an unfinished line */
  write(offset: number, value: number, ticks: number): void {
    const byte = value & 0xff;
    const latched = (this.#lineControl & LCR_DIVISOR_LATCH) !== 0;
    switch (offset) {
      case 0:
        if (latched) {
          this.#divisor = (this.#divisor & 0xff00) | byte;
        } else {
          this.#transmit(byte, ticks);
        }
        break;
      case 1:
        if (latched) {
          this.#divisor = (this.#divisor & 0xff) | (byte << 8);
        } else {
          this.#enableInterrupts(byte & 0x0f);
        }
        break;
      case 2:
        this.#fifoControl = byte & 0xc9;
        if ((byte & FCR_CLEAR_RECEIVE) !== 0) {
          this.#clearInput();
        }
        break;
      case 3:
        this.#lineControl = byte;
        break;
      case 4:
        this.#modemControl = byte & 0x1f;
        break;
      case 7:
        this.#scratch = byte;
        break;
      default:
        // LSR and MSR are read-only.
        break;
    }
  }

  /** What the guest has written of a line that it has not ended: whole characters of UTF-8, without a carriage return
   *  at the end, which belongs to the end of the line. */
  unfinished(): Uint8Array {
    const length = this.#lineLength - incompleteTail(this.#line, this.#lineLength);
    const end = length > 0 && this.#line[length - 1] === CARRIAGE_RETURN ? length - 1 : length;
    return this.#line.slice(0, end);
  }

  /** Gives out what the guest has written of an unfinished line. */
  flush(): void {
    if (this.#lineLength > 0) {
      this.#emit(true);
    }
  }

  state(): object {
    return {
      registers: [
        this.#interruptEnable,
        this.#fifoControl,
        this.#lineControl,
        this.#modemControl,
        this.#scratch,
        this.#divisor,
        this.#emptyPending ? 1 : 0,
      ],
      line: [...this.#line.subarray(0, this.#lineLength)],
      input: this.#input.slice(this.#inputHead),
      inputEnded: this.#inputEnded,
      partialSince: this.partialSince,
    };
  }

  get #waiting(): number {
    return this.#input.length - this.#inputHead;
  }

  #takeInput(): number {
    if (this.#waiting === 0) {
      return 0;
    }
    const byte = this.#input[this.#inputHead++]!;
    if (this.#waiting === 0) {
      this.#clearInput();
    }
    return byte;
  }

  #clearInput(): void {
    this.#input = [];
    this.#inputHead = 0;
  }

  #enableInterrupts(bits: number): void {
    if ((bits & IER_TRANSMITTER_EMPTY) !== 0 && (this.#interruptEnable & IER_TRANSMITTER_EMPTY) === 0) {
      this.#emptyPending = true;
    }
    this.#interruptEnable = bits;
  }

  #identify(): number {
    if ((this.#interruptEnable & IER_RECEIVED) !== 0 && this.#waiting > 0) {
      const fifo = (this.#fifoControl & FCR_ENABLE) !== 0;
      const trigger = fifo ? TRIGGER_LEVELS[this.#fifoControl >> 6]! : 1;
      // Fewer than the trigger level: the character timeout, which comes at once because input takes no time.
      return Math.min(this.#waiting, FIFO_SIZE) >= trigger ? IIR_RECEIVED : IIR_TIMEOUT;
    }
    if ((this.#interruptEnable & IER_TRANSMITTER_EMPTY) !== 0 && this.#emptyPending) {
      return IIR_TRANSMITTER_EMPTY;
    }
    return IIR_NONE;
  }

  #readIdentification(): number {
    const cause = this.#identify();
    if (cause === IIR_TRANSMITTER_EMPTY) {
      this.#emptyPending = false;
    }
    return cause | ((this.#fifoControl & FCR_ENABLE) !== 0 ? IIR_FIFO : 0);
  }

  #transmit(byte: number, ticks: number): void {
    this.#emptyPending = true;
    if ((this.#modemControl & MCR_LOOPBACK) !== 0) {
      this.receive(Uint8Array.of(byte));
      return;
    }
    if (byte === LINE_FEED) {
      if (this.#lineLength > 0 && this.#line[this.#lineLength - 1] === CARRIAGE_RETURN) {
        this.#lineLength--;
      }
      this.#emit(false);
      return;
    }
    if (this.#lineLength === MAX_LINE_BYTES) {
      this.#emitFull();
    }
    if (this.#lineLength === this.#line.length) {
      const larger = new Uint8Array(this.#line.length * 2);
      larger.set(this.#line);
      this.#line = larger;
    }
    if (this.#lineLength === 0) {
      this.partialSince = ticks;
    }
    this.#line[this.#lineLength++] = byte;
  }

  /** A piece of a long line ends between characters; a character of UTF-8 that is not complete begins the next one. */
  #emitFull(): void {
    const kept = this.#line.slice(this.#lineLength - incompleteTail(this.#line, this.#lineLength), this.#lineLength);
    const since = this.partialSince;
    this.#lineLength -= kept.length;
    this.#emit(true);
    if (kept.length > 0) {
      this.#line.set(kept);
      this.#lineLength = kept.length;
      this.partialSince = since;
    }
  }

  #emit(partial: boolean): void {
    const bytes = this.#line.slice(0, this.#lineLength);
    this.#lineLength = 0;
    this.partialSince = -1;
    this.#sink(bytes, partial);
  }
}

/** How many bytes at the end are the beginning of a character of UTF-8 without its rest: 0 to 3. */
function incompleteTail(bytes: Uint8Array, length: number): number {
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back]!;
    if (byte >= 0xc0) {
      const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return wanted > back ? back : 0;
    }
    if (byte < 0x80) {
      return 0;
    }
  }
  return 0;
}
