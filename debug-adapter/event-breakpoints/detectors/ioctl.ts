// SPDX-License-Identifier: Apache-2.0
/** Ioctls of the Bao drivers in Linux guests, where they come to the driver or where it has answered. */

import { type FunctionReturn, type Ioctl, ioctlCommand, ioctlName } from '../../awareness/calls';
import { errorName } from '../../awareness/linux';
import { ProgramMemory, StructureError } from '../../awareness/structures';
import { type EventBreakpointParameters, IOCTL_COMMANDS } from '../../protocol';
import { type Detector, NOTHING, type Report } from '../detector';
import type { Occurrence } from '../occurrence';
import { type EventSystem, hex, ParameterError } from '../system';
import { isOutcome } from './outcome';

type Parameters = Extract<EventBreakpointParameters, { kind: 'ioctl' }>;

const MODEL = 'struct bao_dm';
const GET_INFO = 'DM_GET_INFO';
/** Bytes of bao_dm_info.id, its first member (uapi/linux/bao.h). */
const ID_BYTES = 4;

/** @throws ParameterError */
export function ioctlDetector(parameters: Parameters, system: EventSystem, report: Report): Detector {
  const { ioctls, ioctlListeners } = system;
  if (ioctls.problem !== undefined) {
    throw new ParameterError(`${ioctls.problem}: no ioctl is seen`);
  }
  const { outcome, deviceModel, when = 'return' } = parameters;
  if (when === 'call' && outcome !== undefined && outcome !== 'any') {
    throw new ParameterError('an outcome is known only at the return of an ioctl');
  }
  const vm = system.optionalVm(parameters.vm);
  const isCommand = commandTest(parameters.command);
  const heard = async (call: Ioctl, end: FunctionReturn | undefined): Promise<void> => {
    const isMoment = (end !== undefined) === (when === 'return');
    const isWanted = isMoment && (vm === undefined || call.vm === vm) && isCommand(call.command);
    if (!isWanted || (end !== undefined && !isOutcome(outcome, resultOf(end) < 0n))) {
      return;
    }
    const model = await deviceModelOf(call, end?.hart ?? call.hart, system);
    if (deviceModel === undefined || model === deviceModel) {
      report(occurrence(call, end, model, system));
    }
  };
  ioctlListeners.add(heard);
  return { ...NOTHING, observer: ioctls, close: () => ioctlListeners.delete(heard) };
}

/** @throws ParameterError for a text that is neither a name nor a number */
function commandTest(wanted: string | undefined): (command: bigint) => boolean {
  if (wanted === undefined) {
    return () => true;
  }
  const name = wanted.toUpperCase().replace(/^BAO_IOCTL_/, '');
  if (IOCTL_COMMANDS.some((each) => each === name)) {
    return (command) => ioctlCommand(command) === name;
  }
  if (!/^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(wanted)) {
    throw new ParameterError(
      `there is no ioctl command '${wanted.slice(0, 60)}'; there is ${IOCTL_COMMANDS.join(', ')}, or a number`,
    );
  }
  const number = BigInt(wanted);
  return (command) => command === number;
}

function occurrence(
  call: Ioctl,
  end: FunctionReturn | undefined,
  deviceModel: number | undefined,
  system: EventSystem,
): Occurrence {
  const { hart, instructions, time } = end ?? call;
  const command = ioctlCommand(call.command);
  const result = end && resultOf(end);
  const model = deviceModel === undefined ? '' : ` on device model ${deviceModel}`;
  const what = `Ioctl ${ioctlName(call.command)}(${hex(call.argument)}) of ${system.vmName(call.vm)}${model}`;
  return {
    ...{ kind: 'ioctl', hart, vm: call.vm, instructions, time, pc: call.pc },
    fields: {
      command: command === undefined ? undefined : { name: command, names: IOCTL_COMMANDS },
      number: call.command,
      deviceModel,
      argument: call.argument,
      result: result === undefined ? undefined : Number(result),
      failed: result === undefined ? undefined : result < 0n,
      returned: end !== undefined,
    },
    description: result === undefined ? what : `${what} ${outcomeText(result)}`,
    stands:
      end === undefined
        ? "before the driver's first instruction"
        : 'the driver has returned; the caller has not gone on',
    isBehind: false,
  };
}

function outcomeText(result: bigint): string {
  return result < 0n ? `failed: ${result}${errorName(result)}` : `= ${result}`;
}

function resultOf({ result }: FunctionReturn): bigint {
  return BigInt.asIntN(64, result);
}

/** The device model's number; undefined where it cannot be told. */
async function deviceModelOf(call: Ioctl, hart: number, system: EventSystem): Promise<number | undefined> {
  const { target, programs } = system;
  const space = await target.currentSpace(hart);
  if (ioctlCommand(call.command) === GET_INFO) {
    const bytes = await target.readMemory({ space, value: call.argument }, ID_BYTES);
    return bytes.length === ID_BYTES ? Buffer.from(bytes).readUInt32LE(0) : undefined;
  }
  const kernel = programs.ofVm(call.vm).find(({ symbols }) => symbols.functionsNamed('bao_dm_ioctl').length > 0);
  if (kernel === undefined) {
    return undefined;
  }
  try {
    const memory = new ProgramMemory(kernel.symbols, target, space);
    const model = await memory.at('struct file', call.file).integer('private_data');
    return await memory.at(MODEL, model).number('info.id');
  } catch (error) {
    if (error instanceof StructureError) {
      return undefined;
    }
    throw error;
  }
}
