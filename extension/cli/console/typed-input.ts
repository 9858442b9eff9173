// SPDX-License-Identifier: Apache-2.0
/** What is typed at a guest's console: a script of lines, or standard input line by line. */

import type { Readable } from 'node:stream';

/** Input kept while the machine is busy; beyond it the stream is paused. */
const MAX_PENDING = 1 << 16;

export interface TypedInput {
  /** True when lines are typed by a person, who sees the console and waits for nothing. */
  readonly interactive: boolean;
  /** The next piece to type, with its line end; undefined when there is none at the moment. */
  take(): Uint8Array | undefined;
  /** Puts back what was taken and not typed. */
  giveBack(bytes: Uint8Array): void;
  /** No more will come. */
  readonly ended: boolean;
  /** Resolves when there is something to take, or the end. */
  changed(): Promise<void>;
  /** Lets go of the stream. */
  close(): void;
}

/** Lines given on the command line. */
export class ScriptedInput implements TypedInput {
  readonly interactive = false;
  private readonly lines: Uint8Array[];

  /** @param lines each with its line end */
  constructor(lines: readonly Uint8Array[]) {
    this.lines = [...lines];
  }

  get ended(): boolean {
    return this.lines.length === 0;
  }

  take(): Uint8Array | undefined {
    return this.lines.shift();
  }

  giveBack(bytes: Uint8Array): void {
    this.lines.unshift(bytes);
  }

  changed(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}
}

/** Standard input. */
export class StreamInput implements TypedInput {
  private pending = Buffer.alloc(0);
  private streamEnded = false;
  private wake: (() => void) | undefined;

  constructor(
    private readonly stream: Readable,
    readonly interactive: boolean,
  ) {
    stream.on('data', (chunk: Buffer) => this.receive(chunk));
    stream.on('end', () => this.finish());
    stream.on('close', () => this.finish());
    stream.on('error', () => this.finish());
  }

  get ended(): boolean {
    return this.streamEnded && this.pending.length === 0;
  }

  take(): Uint8Array | undefined {
    const newline = this.pending.indexOf(10);
    if (newline < 0 && !(this.streamEnded && this.pending.length > 0)) {
      return undefined;
    }
    const end = newline < 0 ? this.pending.length : newline + 1;
    const line = this.pending.subarray(0, end);
    this.pending = this.pending.subarray(end);
    if (this.pending.length < MAX_PENDING && this.stream.isPaused()) {
      this.stream.resume();
    }
    return line;
  }

  giveBack(bytes: Uint8Array): void {
    this.pending = Buffer.concat([bytes, this.pending]);
  }

  changed(): Promise<void> {
    if (this.ended || this.pending.includes(10)) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  close(): void {
    this.stream.removeAllListeners('data');
    this.stream.destroy();
  }

  private receive(chunk: Buffer): void {
    this.pending = Buffer.concat([this.pending, chunk]);
    // A line longer than the limit has to be let in, or it would never end.
    if (this.pending.length >= MAX_PENDING && this.pending.includes(10)) {
      this.stream.pause();
    }
    this.signal();
  }

  private finish(): void {
    this.streamEnded = true;
    this.signal();
  }

  private signal(): void {
    this.wake?.();
    this.wake = undefined;
  }
}
