// SPDX-License-Identifier: Apache-2.0
/** Colours and widths of a terminal. Without one, text passes unchanged. */

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;

export type Look = keyof typeof CODES;

/** Colours of virtual machines, by number. */
const VM_LOOKS: readonly Look[] = ['cyan', 'magenta', 'green', 'blue', 'yellow'];
const DEFAULT_COLUMNS = 100;
const MAX_COLUMNS = 140;
const MIN_COLUMNS = 60;

export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export class Style {
  constructor(
    readonly colours: boolean,
    /** Columns to use. */
    readonly columns: number,
  ) {}

  apply(look: Look, text: string): string {
    const [on, off] = CODES[look];
    return this.colours ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  }

  bold(text: string): string {
    return this.apply('bold', text);
  }

  dim(text: string): string {
    return this.apply('dim', text);
  }

  vm(vm: number | undefined, text: string): string {
    return vm === undefined ? this.apply('yellow', text) : this.apply(VM_LOOKS[vm % VM_LOOKS.length]!, text);
  }
}

/** The style for a stream: colours only on a terminal, and not where NO_COLOR is set (https://no-color.org). */
export function styleFor(stream: TerminalStream, environment: NodeJS.ProcessEnv): Style {
  const refused = (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  const columns = (stream.isTTY && stream.columns) || DEFAULT_COLUMNS;
  return new Style(stream.isTTY === true && !refused, Math.max(MIN_COLUMNS, Math.min(columns, MAX_COLUMNS)));
}

/** Makes control characters visible: what a guest writes must not move the cursor of the person who reads it. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to replace
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    const code = character.charCodeAt(0);
    return `\\x${code.toString(16).padStart(2, '0')}`;
  });
}

/** A number with separators for people: 12,345,678. */
export function grouped(value: bigint | number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

export function hex(value: bigint | number, digits = 0): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** Cuts text to a width, with an ellipsis. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
