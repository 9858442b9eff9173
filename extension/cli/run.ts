// SPDX-License-Identifier: Apache-2.0
/** `bao-debug run`: boots a system and connects its consoles. */

import type { MachineEvent, VmInfo } from '../../emulator';
import { type ConsoleWriter, drive, isConsole, JsonConsole, LiveConsole, TextConsole } from './console';
import { endingRecord, endingText } from './ending';
import { type Environment, typedInput } from './environment';
import type { Options } from './options';
import { type PreparedSystem, prepare } from './prepare';
import { grouped } from './terminal';

const KINDS: ReadonlySet<MachineEvent['kind']> = new Set(['guestConsole', 'hypervisorConsole', 'finding', 'vcpuHung']);

/** Returns the exit code. @throws UsageError, SystemError */
export async function run(options: Options, environment: Environment): Promise<number> {
  const prepared = await prepare(options, environment, { eventOverflow: 'stop' });
  if (prepared === undefined) {
    return 1;
  }
  const { machine, refused } = prepared;
  const writer = consoleWriter(options, environment, prepared);
  const input = typedInput(options);
  let died = false;
  const onEvent = (event: MachineEvent): void => {
    died ||= event.kind === 'vcpuHung';
    if (isConsole(event)) {
      writer.write(event);
    } else if (event.kind === 'finding') {
      writer.finish();
      reportFinding(event, options, environment);
    }
  };
  const end = await drive({
    machine,
    input,
    kinds: KINDS,
    onEvent,
    budget: options.instructions,
    vm: options.vm,
    interruption: environment.interruption,
    onWaiting: (vm) => announceTyping(vm, machine.vms, writer, environment),
    flushed: () => environment.output.flushed(),
  });
  input.close();
  writer.finish();
  environment.errors.line(endingText(end, machine, environment.errorStyle));
  if (options.json) {
    environment.output.line(JSON.stringify(endingRecord(end, machine)));
  }
  return died || refused || end === 'out-of-memory' ? 1 : 0;
}

function consoleWriter(
  options: Options,
  { output, style, isTerminal }: Environment,
  { machine }: PreparedSystem,
): ConsoleWriter {
  if (options.json) {
    return new JsonConsole(output, machine.vms);
  }
  return isTerminal ? new LiveConsole(output, machine.vms, style) : new TextConsole(output, machine.vms, style);
}

function announceTyping(
  vm: number,
  vms: readonly VmInfo[],
  writer: ConsoleWriter,
  { errors, errorStyle }: Environment,
): void {
  const others = vms.length > 1 ? '; --vm selects another' : '';
  writer.finish();
  errors.line(
    errorStyle.dim(`typing goes to vm${vm} ${vms[vm]?.name ?? ''}${others}; Ctrl-D ends the input, Ctrl-C the run`),
  );
}

function reportFinding(
  finding: Extract<MachineEvent, { kind: 'finding' }>,
  { json }: Options,
  { output, errors, errorStyle }: Environment,
): void {
  const { vm, hart, code, text } = finding;
  if (json) {
    output.line(JSON.stringify({ finding: code, text, vm, hart, instructions: Number(finding.instructions) }));
    return;
  }
  const place = [vm === undefined ? '' : `vm${vm}`, hart === undefined ? '' : `hart ${hart}`]
    .filter(Boolean)
    .join(', ');
  const when = `after ${grouped(finding.instructions)} instructions`;
  errors.line(
    `${errorStyle.apply('yellow', 'finding')}: ${text} ${errorStyle.dim(`[${code}; ${place}${place && ', '}${when}]`)}`,
  );
}
