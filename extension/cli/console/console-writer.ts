// SPDX-License-Identifier: Apache-2.0
/** Guest consoles as lines with their virtual machine in front, or as JSON. */

import type { MachineEvent, VmInfo } from '../../../emulator';
import type { Output } from '../output';
import { printable, type Style } from '../terminal';

type ConsoleEvent = Extract<MachineEvent, { kind: 'guestConsole' | 'hypervisorConsole' }>;

/** Longest part of an unfinished line kept in memory; a longer one is broken. */
const MAX_LINE = 1 << 14;

export interface ConsoleWriter {
  write(event: ConsoleEvent): void;
  /** Prints what has no line end yet. */
  finish(): void;
}

export function isConsole(event: MachineEvent): event is ConsoleEvent {
  return event.kind === 'guestConsole' || event.kind === 'hypervisorConsole';
}

/** Terminals get \r\n; the \n is not part of a console event, and the \r is not part of the line. */
function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** Joins the parts of lines; each writer decides how a whole line looks. */
abstract class LineWriter implements ConsoleWriter {
  private readonly unfinished = new Map<number, string>();

  constructor(protected readonly output: Output) {}

  write(event: ConsoleEvent): void {
    if (event.kind === 'hypervisorConsole') {
      this.hypervisorLine(event.text);
      return;
    }
    const vm = event.vm ?? -1;
    const text = (this.unfinished.get(vm) ?? '') + event.text;
    if (event.partial && text.length < MAX_LINE) {
      this.unfinished.set(vm, text);
      return;
    }
    this.unfinished.delete(vm);
    this.guestLine(vm, withoutReturn(text));
  }

  finish(): void {
    for (const [vm, text] of this.unfinished) {
      this.guestLine(vm, text);
    }
    this.unfinished.clear();
  }

  protected abstract guestLine(vm: number, text: string): void;
  protected abstract hypervisorLine(text: string): void;
}

export class JsonConsole extends LineWriter {
  constructor(
    output: Output,
    private readonly vms: readonly VmInfo[],
  ) {
    super(output);
  }

  protected guestLine(vm: number, text: string): void {
    const name = this.vms[vm]?.name ?? `vm${vm}`;
    this.output.line(JSON.stringify({ vm, name, console: text }));
  }

  protected hypervisorLine(text: string): void {
    this.output.line(JSON.stringify({ hypervisor: text }));
  }
}

/** The column in front of console lines: virtual machines by name, and Bao. */
export class Margin {
  private readonly width: number;

  constructor(
    private readonly vms: readonly VmInfo[],
    private readonly style: Style,
  ) {
    this.width = Math.max(3, ...vms.map((_, vm) => this.label(vm).length));
  }

  private label(vm: number): string {
    const name = this.vms[vm]?.name.replace(/_image$/, '') ?? '';
    return name === '' || name === `vm${vm}` ? `vm${vm}` : `vm${vm} ${name}`;
  }

  guest(vm: number): string {
    return this.style.vm(vm, `${this.label(vm).padEnd(this.width)} | `);
  }

  hypervisor(): string {
    return this.style.vm(undefined, `${'bao'.padEnd(this.width)} | `);
  }
}

export class TextConsole extends LineWriter {
  private readonly margin: Margin;

  constructor(output: Output, vms: readonly VmInfo[], style: Style) {
    super(output);
    this.margin = new Margin(vms, style);
  }

  protected guestLine(vm: number, text: string): void {
    this.output.line(this.margin.guest(vm) + printable(text));
  }

  protected hypervisorLine(text: string): void {
    this.output.line(this.margin.hypervisor() + printable(text));
  }
}

/** On a terminal the beginning of a line is shown at once: it may be a prompt. */
export class LiveConsole implements ConsoleWriter {
  private readonly margin: Margin;
  /** The virtual machine whose line is on the screen without its end. */
  private open: number | undefined;

  constructor(
    private readonly output: Output,
    vms: readonly VmInfo[],
    style: Style,
  ) {
    this.margin = new Margin(vms, style);
  }

  write(event: ConsoleEvent): void {
    const vm = event.kind === 'guestConsole' ? (event.vm ?? -1) : undefined;
    if (this.open === undefined || this.open !== vm) {
      this.finish();
      this.output.write(vm === undefined ? this.margin.hypervisor() : this.margin.guest(vm));
    }
    this.output.write(printable(withoutReturn(event.text)));
    this.open = vm;
    if (event.kind === 'hypervisorConsole' || !event.partial) {
      this.output.line();
      this.open = undefined;
    }
  }

  finish(): void {
    if (this.open !== undefined) {
      this.output.line();
      this.open = undefined;
    }
  }
}
