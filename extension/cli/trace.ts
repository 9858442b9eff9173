// SPDX-License-Identifier: Apache-2.0
/** `bao-debug trace`: every event of a run, in order, none left out. */

import type { MachineEvent } from '../../emulator';
import { CodeMap } from './code';
import { drive } from './console';
import { endingText } from './ending';
import { type Environment, typedInput } from './environment';
import { describeEvent, eventJson } from './events';
import type { Options } from './options';
import { prepare } from './prepare';
import { grouped, hex, type Look, type Style } from './terminal';

/** Places that are looked up once. A guest in a loop comes by the same ones. */
const MAX_PLACES = 1 << 16;

/** Returns the exit code. @throws UsageError, SystemError */
export async function trace(options: Options, environment: Environment): Promise<number> {
  const prepared = await prepare(options, environment, { eventOverflow: 'stop' });
  if (prepared === undefined) {
    return 1;
  }
  const { machine, system, refused } = prepared;
  const { output, style } = environment;
  const line = options.json ? eventJson : textLines(new CodeMap(system), style);
  const input = typedInput(options);
  let died = false;
  const end = await drive({
    machine,
    input,
    onEvent: (event) => {
      died ||= event.kind === 'vcpuHung';
      output.line(line(event));
    },
    budget: options.instructions,
    vm: options.vm,
    interruption: environment.interruption,
    flushed: () => output.flushed(),
  });
  input.close();
  environment.errors.line(endingText(end, machine, environment.errorStyle));
  return died || refused || end === 'out-of-memory' ? 1 : 0;
}

const LOOKS: Partial<Record<MachineEvent['kind'], Look>> = {
  finding: 'yellow',
  vcpuHung: 'red',
  hypervisorTrap: 'magenta',
  requestState: 'cyan',
  hypercall: 'blue',
  guestConsole: 'green',
  hypervisorConsole: 'green',
};

/** instructions, virtual time, hart and VM, pc with its function, kind, what happened. */
function textLines(code: CodeMap, style: Style): (event: MachineEvent) => string {
  const places = new Map<string, string>();
  return (event) => {
    const owner = event.vm === undefined ? 'bao' : `vm${event.vm}`;
    const hart = event.hart === undefined ? '' : `hart${event.hart}`;
    const head = `${grouped(event.instructions).padStart(15)} ${String(event.time).padStart(9)}`;
    const who = style.vm(event.vm, `${hart.padEnd(6)}${owner.padEnd(4)}`);
    const look = LOOKS[event.kind];
    const kind = event.kind.padEnd(17);
    return `${style.dim(head)}  ${who} ${look === undefined ? kind : style.apply(look, kind)} ${describeEvent(event)}${where(event)}`;
  };

  function where(event: MachineEvent): string {
    if (event.pc === 0n && event.hart === undefined) {
      return '';
    }
    const key = `${event.vm}:${event.pc}`;
    const known = places.get(key);
    if (known !== undefined) {
      return known;
    }
    const place = code.place(event.vm, event.pc);
    const source = place?.file === undefined ? '' : ` (${place.file}:${place.line ?? '?'})`;
    const text = style.dim(`  @ ${hex(event.pc)}${place === undefined ? '' : ` ${place.function}${source}`}`);
    if (places.size < MAX_PLACES) {
      places.set(key, text);
    }
    return text;
  }
}
