// SPDX-License-Identifier: Apache-2.0
/** Waits for Enter between stages, when a person sits at a terminal. */

import type { Interruption } from '../console';
import type { Output } from '../output';
import type { Style } from '../terminal';

export class Pauses {
  private pending: string[] = [];
  private waiting: ((line: string) => void) | undefined;
  private ended = false;

  constructor(
    private readonly output: Output,
    private readonly style: Style,
    private readonly interruption: Interruption,
  ) {
    process.stdin.setEncoding('utf8');
    process.stdin.on('data', (chunk) => this.receive(String(chunk)));
    process.stdin.on('end', () => {
      this.ended = true;
      this.waiting?.('');
    });
  }

  /** False when the person has had enough. */
  async wait(): Promise<boolean> {
    if (this.ended) {
      return true;
    }
    this.output.write(this.style.dim('     Enter: next stage, q and Enter: end  '));
    const line = this.pending.shift() ?? (await Promise.race([this.nextLine(), this.interruption.wait()]));
    this.waiting = undefined;
    if (line === undefined) {
      // Interrupted: nobody pressed Enter, so the line has no end yet.
      this.output.line();
      return false;
    }
    return line.trim().toLowerCase() !== 'q';
  }

  private nextLine(): Promise<string> {
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }

  close(): void {
    process.stdin.destroy();
  }

  private receive(chunk: string): void {
    const lines = chunk.split('\n').slice(0, -1);
    const first = this.waiting === undefined ? undefined : lines.shift();
    this.pending.push(...lines);
    if (first !== undefined) {
      this.waiting?.(first);
    }
  }
}
