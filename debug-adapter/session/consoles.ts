// SPDX-License-Identifier: Apache-2.0
/** What comes out of the consoles of a system, and findings about it, on their way to the client. */

import { Event, OutputEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { CONSOLE_EVENT, type ConsoleEventBody, HYPERVISOR_CONSOLE } from '../protocol';
import type { Target, TargetListener } from '../target';

const HYPERVISOR_NAME = 'Bao';

export class Consoles implements TargetListener {
  /** Names of virtual machines; what is said before they are known waits until then. */
  private names: ReadonlyMap<number, string> | undefined;
  private early: (() => void)[] = [];
  /** The unfinished line of each console, for clients that have no consoles of their own. */
  private readonly unfinished = new Map<number, string>();

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
    const vm = source === 'hypervisor' ? HYPERVISOR_CONSOLE : source;
    this.event(vm, text);
    if (!this.clientHasConsoles) {
      this.lines(vm, text);
    }
  }

  finding(text: string): void {
    if (this.names === undefined) {
      this.early.push(() => this.finding(text));
      return;
    }
    this.send(new OutputEvent(`${text}\n`, 'important'));
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
    for (const line of lines) {
      this.send(new OutputEvent(`${this.nameOf(vm)}| ${line.replace(/\r$/, '')}\n`, 'stdout'));
    }
  }
}

/** Characters kept of a line that does not end. */
const MAX_UNFINISHED = 4096;
