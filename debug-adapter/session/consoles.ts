// SPDX-License-Identifier: Apache-2.0
/** What comes out of the consoles of a system, and findings about it, on their way to the client. */

import { Event, OutputEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { CONSOLE_EVENT, type ConsoleEventBody, HYPERVISOR_CONSOLE } from '../protocol';
import type { Target, TargetListener } from '../target';

const HYPERVISOR_NAME = 'Bao';
/** Characters kept of a line that does not end. */
const MAX_UNFINISHED = 4096;

interface Piece {
  readonly vm: number;
  text: string;
}

export class Consoles implements TargetListener {
  /** Names of virtual machines; what is said before they are known waits until then. */
  private names: ReadonlyMap<number, string> | undefined;
  private early: (() => void)[] = [];
  /** What has come since the thread last had time for anything else, in its order. */
  private pending: Piece[] = [];
  /** The unfinished line of each console, for clients that have no consoles of their own. */
  private readonly unfinished = new Map<number, string>();

  /** To be called when every vCPU waits, and only what is typed can wake one. */
  onRest: () => void = () => {};

  constructor(
    private readonly send: (event: DebugProtocol.Event) => void,
    private readonly clientHasConsoles: boolean,
  ) {}

  /** Announces the consoles, and hands on what booting wrote. */
  open(target: Target): void {
    this.names = new Map(target.partitions.map(({ vm, name }) => [vm, name]));
    for (const { vm, hasConsole } of target.partitions) {
      if (hasConsole) {
        this.event(vm, '');
      }
    }
    for (const say of this.early.splice(0)) {
      say();
    }
  }

  console(source: number | 'hypervisor', text: string): void {
    if (this.names === undefined) {
      this.early.push(() => this.console(source, text));
      return;
    }
    this.add(source === 'hypervisor' ? HYPERVISOR_CONSOLE : source, text);
  }

  /** Sends what has come; to be called before anything else is told, so that a client hears all in its order. */
  flush(): void {
    for (const { vm, text } of this.pending.splice(0)) {
      this.event(vm, text);
      if (!this.clientHasConsoles) {
        this.lines(vm, text);
      }
    }
  }

  needsInput(): void {
    this.onRest();
  }

  finding(text: string): void {
    if (this.names === undefined) {
      this.early.push(() => this.finding(text));
      return;
    }
    this.send(new OutputEvent(`${text}\n`, 'important'));
  }

  /** A guest may write more lines than a client can take messages: those of one slice of a run are put together. */
  private add(vm: number, text: string): void {
    const last = this.pending.at(-1);
    if (last?.vm === vm) {
      last.text += text;
      return;
    }
    if (last === undefined) {
      setImmediate(() => this.flush());
    }
    this.pending.push({ vm, text });
  }

  private event(vm: number, text: string): void {
    const body: ConsoleEventBody = { vm, name: this.nameOf(vm), text };
    this.send(new Event(CONSOLE_EVENT, body));
  }

  private nameOf(vm: number): string {
    return vm === HYPERVISOR_CONSOLE ? HYPERVISOR_NAME : (this.names?.get(vm) ?? `vm${vm}`);
  }

  /** Whole lines as output. */
  private lines(vm: number, text: string): void {
    const lines = ((this.unfinished.get(vm) ?? '') + text).split('\n');
    this.unfinished.set(vm, (lines.pop() ?? '').slice(-MAX_UNFINISHED));
    const output = lines.map((line) => `${this.nameOf(vm)}| ${line.replace(/\r$/, '')}\n`).join('');
    if (output !== '') {
      this.send(new OutputEvent(output, 'stdout'));
    }
  }
}
