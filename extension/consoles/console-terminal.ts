// SPDX-License-Identifier: Apache-2.0
/** One console as a terminal of the editor. It outlives its session, so that its output can still be read. */

import * as vscode from 'vscode';
import { ConsoleText } from './console-text';

const DIM = '\x1b[2m';
const PLAIN = '\x1b[0m';
const BELL = '\x07';

/** Types into the console. @returns whether all of it was taken */
export type TypeInto = (text: string) => Promise<boolean>;

export class ConsoleTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly renamed = new vscode.EventEmitter<string>();
  private readonly text = new ConsoleText();
  private terminal: vscode.Terminal | undefined;
  private typeInto: TypeInto | undefined;
  readonly onDidWrite = this.written.event;
  readonly onDidChangeName = this.renamed.event;

  constructor(
    readonly name: string,
    private readonly icon: string,
  ) {}

  /** Whether a session feeds it. */
  get isLive(): boolean {
    return this.typeInto !== undefined;
  }

  /** Begins a session. */
  begin(typeInto: TypeInto): void {
    this.typeInto = typeInto;
    if (this.text.history !== '') {
      this.write(`${DIM}[the next session]${PLAIN}\n`);
    }
    this.renamed.fire(this.name);
  }

  /** Ends the session: typing has no effect any more. */
  end(): void {
    this.typeInto = undefined;
    const inLine = this.text.history !== '' && !this.text.endsWith('\n');
    this.write(`${inLine ? '\n' : ''}${DIM}[the session has ended]${PLAIN}\n`);
    this.renamed.fire(this.shownName);
  }

  write(output: string): void {
    this.written.fire(this.text.append(output));
  }

  /** Adds it to the editor's terminals. @param beside a terminal to share the place with */
  place(beside: ConsoleTerminal | undefined): void {
    const parentTerminal = beside?.terminal;
    this.terminal ??= vscode.window.createTerminal({
      name: this.shownName,
      pty: this,
      iconPath: new vscode.ThemeIcon(this.icon),
      // There is nothing to bring back when the window is loaded again.
      isTransient: true,
      ...(parentTerminal === undefined ? {} : { location: { parentTerminal } }),
    });
  }

  /** Shows it, with or without what the user was typing into losing the focus. */
  show(focus: 'take-focus' | 'keep-focus'): void {
    this.place(undefined);
    this.terminal?.show(focus === 'keep-focus');
  }

  /** Called by the editor. */
  open(): void {
    this.written.fire(this.text.history);
  }

  /** Called by the editor when the user has closed the terminal. */
  close(): void {
    this.terminal = undefined;
  }

  /** Called by the editor with what the user types: Enter is a carriage return, as on a serial line. */
  handleInput(data: string): void {
    void this.typeInto?.(data).then((taken) => {
      if (!taken) {
        this.written.fire(BELL);
      }
    });
  }

  private get shownName(): string {
    return this.isLive ? this.name : `${this.name} (ended)`;
  }
}
