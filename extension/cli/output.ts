// SPDX-License-Identifier: Apache-2.0
/** Writing to a stream that may be slower than the machine, or gone. */

import type { Writable } from 'node:stream';

export class Output {
  private blocked = false;
  private closed = false;
  private problem: Error | undefined;

  constructor(private readonly stream: Writable) {
    stream.on('drain', () => {
      this.blocked = false;
    });
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.closed = true;
      // The reader went away, as `| head` does: that is its right.
      if (error.code !== 'EPIPE') {
        this.problem ??= error;
      }
    });
  }

  /** Why something could not be written, such as a full disk; undefined when nothing was lost that anybody wants. */
  get failure(): Error | undefined {
    return this.problem;
  }

  /** Whether writing has become pointless. */
  get isClosed(): boolean {
    return this.closed;
  }

  write(text: string): void {
    if (!this.closed && text !== '') {
      this.blocked = !this.stream.write(text);
    }
  }

  line(text = ''): void {
    this.write(`${text}\n`);
  }

  /** Waits until the stream has taken what was written, so that memory does not fill with what nobody reads. */
  async flushed(): Promise<void> {
    if (!this.blocked || this.closed) {
      return;
    }
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.stream.off('drain', done);
        this.stream.off('error', done);
        this.stream.off('close', done);
        resolve();
      };
      this.stream.on('drain', done);
      this.stream.on('error', done);
      this.stream.on('close', done);
    });
  }
}
