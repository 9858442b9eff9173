// SPDX-License-Identifier: Apache-2.0
/** What a console has written, as a terminal shows it. */

/** Characters kept for terminals that are opened later. */
const MAX_HISTORY = 1 << 18;

export class ConsoleText {
  private parts: string[] = [];
  private length = 0;

  /** Takes more of a guest's output. @returns it with the line ends that a terminal needs */
  append(output: string): string {
    if (output === '') {
      return '';
    }
    const shown = withReturns(output, this.endsWith('\r'));
    this.parts.push(shown);
    this.length += shown.length;
    if (this.length > MAX_HISTORY) {
      this.forget();
    }
    return shown;
  }

  /** Whether the last character is this one. */
  endsWith(character: string): boolean {
    return this.parts.at(-1)?.endsWith(character) ?? false;
  }

  /** All that is kept, oldest first. */
  get history(): string {
    return this.parts.join('');
  }

  /** Drops the older half, so that it happens rarely; what stays begins with a line. */
  private forget(): void {
    const half = this.history.slice(-MAX_HISTORY / 2);
    const kept = half.slice(half.indexOf('\n') + 1);
    this.parts = [kept];
    this.length = kept.length;
  }
}

/** A line feed alone does not lead to the line's beginning. */
function withReturns(output: string, afterReturn: boolean): string {
  const text = output.replace(/(?<!\r)\n/g, '\r\n');
  return afterReturn && text.startsWith('\r\n') ? text.slice(1) : text;
}
