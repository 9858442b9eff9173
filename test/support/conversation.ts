// SPDX-License-Identifier: Apache-2.0
/** Runs a system while typing at its consoles, the way a person would: each text after a line that it answers. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Machine, MachineEvent } from '../../emulator';

/** Something to type: once a line that matches has come from any console, or once the machine has retired so many
 *  instructions, or at once. */
export interface Typing {
  readonly after?: RegExp;
  readonly afterInstructions?: bigint;
  /** Name of the virtual machine whose console it is typed at. */
  readonly at: string;
  readonly text: string;
}

export interface Conversation {
  /** Console lines by name of the virtual machine. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
  readonly hypervisorLines: readonly string[];
  readonly findings: readonly { readonly code: string; readonly text: string }[];
  /** Whether everything was typed and the machine came to rest. */
  readonly atRest: boolean;
  /** A digest of every event in its order. */
  readonly events: string;
  readonly instructions: bigint;
}

const SLICE = 1_000_000n;
const BATCH = 4096;
const DEFAULT_BUDGET = 1_000_000_000n;

export interface ConversationOptions {
  /** Instructions of all harts together after which to give up. */
  readonly budget?: bigint;
  /** Gets every event. */
  readonly listen?: (event: MachineEvent) => void;
}

/** Collects what comes out of a machine. */
class Listener {
  readonly lines = new Map<string, string[]>();
  readonly hypervisorLines: string[] = [];
  readonly findings: { code: string; text: string }[] = [];
  /** Lines of all consoles in the order in which they came. */
  readonly all: string[] = [];
  readonly #open = new Map<number, string>();
  readonly #digest = createHash('sha256');
  readonly #machine: Machine;
  readonly #listen: (event: MachineEvent) => void;
  #next = 0n;

  constructor(machine: Machine, listen: (event: MachineEvent) => void = () => {}) {
    this.#machine = machine;
    this.#listen = listen;
    for (const { name } of machine.vms) {
      this.lines.set(name, []);
    }
  }

  readAll(): void {
    for (;;) {
      const batch = this.#machine.readEvents(this.#next, BATCH);
      if (batch.events.length === 0) {
        return;
      }
      assert.equal(batch.dropped, 0n, 'events were lost: read them more often');
      this.#next = batch.next;
      for (const event of batch.events) {
        this.#take(event);
      }
    }
  }

  digest(): string {
    return this.#digest.digest('hex');
  }

  #take(event: MachineEvent): void {
    this.#listen(event);
    this.#digest.update(JSON.stringify(event, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)));
    if (event.kind === 'guestConsole') {
      this.#takeText(event.vm ?? -1, event.text, event.partial ?? false);
    } else if (event.kind === 'hypervisorConsole') {
      this.hypervisorLines.push(event.text);
    } else if (event.kind === 'finding') {
      this.findings.push({ code: event.code, text: event.text });
    }
  }

  #takeText(vm: number, text: string, partial: boolean): void {
    const whole = (this.#open.get(vm) ?? '') + text;
    this.#open.set(vm, partial ? whole : '');
    if (!partial) {
      // A terminal turns the end of a line into two characters.
      const line = whole.replace(/\r$/, '');
      this.lines.get(this.#machine.vms[vm]?.name ?? '')?.push(line);
      this.all.push(line);
    }
  }
}

/** Works through what is to be typed. */
class Typist {
  readonly #machine: Machine;
  readonly #script: readonly Typing[];
  #next = 0;
  /** How many of the lines heard have been used up by what was typed. */
  #used = 0;

  constructor(machine: Machine, script: readonly Typing[]) {
    this.#machine = machine;
    this.#script = script;
  }

  get done(): boolean {
    return this.#next === this.#script.length;
  }

  /** Types all that is due. @returns whether there was anything */
  typeWhatIsDue(lines: readonly string[]): boolean {
    const before = this.#next;
    while (!this.done && this.#isDue(this.#script[this.#next]!, lines)) {
      const { at, text } = this.#script[this.#next++]!;
      const vm = this.#machine.vms.find((each) => each.name === at);
      if (!vm) {
        throw new Error(`the system has no virtual machine ${at}`);
      }
      this.#machine.sendConsole(vm.vm, new TextEncoder().encode(text));
    }
    return this.#next > before;
  }

  /** Instructions until something may be due by their number. */
  slice(): bigint {
    const wanted = this.#script[this.#next]?.afterInstructions ?? 0n;
    const left = wanted - this.#machine.position.instructions;
    return left > 0n && left < SLICE ? left : SLICE;
  }

  #isDue({ after, afterInstructions }: Typing, lines: readonly string[]): boolean {
    if (afterInstructions !== undefined) {
      return this.#machine.position.instructions >= afterInstructions;
    }
    if (!after) {
      return true;
    }
    const index = lines.findIndex((line, position) => position >= this.#used && after.test(line));
    this.#used = index < 0 ? this.#used : index + 1;
    return index >= 0;
  }
}

/** Runs until everything has been typed and nothing happens any more, or the instructions are used up. */
export function converse(
  machine: Machine,
  script: readonly Typing[] = [],
  options: ConversationOptions = {},
): Conversation {
  const budget = options.budget ?? DEFAULT_BUDGET;
  const heard = new Listener(machine, options.listen);
  const typist = new Typist(machine, script);
  let atRest = false;
  while (!atRest && machine.position.instructions < budget) {
    const { reason } = machine.run({ instructions: typist.slice() });
    heard.readAll();
    const typed = typist.typeWhatIsDue(heard.all);
    atRest = !typed && (reason.kind === 'finished' || reason.kind === 'out-of-memory');
  }
  return {
    lines: heard.lines,
    hypervisorLines: heard.hypervisorLines,
    findings: heard.findings,
    atRest: atRest && typist.done,
    events: heard.digest(),
    instructions: machine.position.instructions,
  };
}
