// SPDX-License-Identifier: Apache-2.0
/** What a lock or queue in a driver's objects is called: by the member that it is. */

import { stripTypedefs } from '../../symbols';
import type { ProgramMemory } from '../structures';
import type { DeviceModel } from './device-model';

/** `model_lock of device model 0`; undefined for an address that is in none of these. @param address guest-virtual */
export function driverLockName(
  kernel: ProgramMemory,
  models: readonly DeviceModel[],
  address: bigint,
): string | undefined {
  for (const { at, id, clients } of models) {
    const own = memberAt(kernel, 'struct bao_dm', address - at);
    if (own !== undefined) {
      return `${own} of device model ${id}`;
    }
    for (const client of clients) {
      const member = memberAt(kernel, 'struct bao_io_client', address - client.at);
      if (member !== undefined) {
        return `${member} of client ${client.name} of device model ${id}`;
      }
    }
  }
  return undefined;
}

/** The member that begins at an offset in bytes. */
function memberAt(kernel: ProgramMemory, typeName: string, offset: bigint): string | undefined {
  const type = offset < 0n ? undefined : stripTypedefs(kernel.type(typeName));
  return type?.kind === 'struct' ? type.members().find((each) => BigInt(each.offset) === offset)?.name : undefined;
}
