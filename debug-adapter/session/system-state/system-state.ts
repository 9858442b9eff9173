// SPDX-License-Identifier: Apache-2.0

import { STATE_PARTS, type StatePart, type StateResponseBody } from '../../protocol';
import type { BaoState } from '../../target';
import type { Client } from '../client';
import type { Debuggee } from '../debuggee';
import { guestDeviceModels } from './device-models';
import { findingStates } from './findings';
import { ipcStates } from './ipc';
import { partitionStates } from './partitions';
import { remioState } from './remio';
import { Surroundings } from './surroundings';

const READERS: { readonly [Part in StatePart]: (around: Surroundings) => Promise<StateResponseBody[Part]> } = {
  partitions: partitionStates,
  remio: remioState,
  deviceModels: guestDeviceModels,
  ipc: ipcStates,
  findings: findingStates,
};

export interface StateSurroundings {
  readonly debuggee: Debuggee;
  readonly client: Client;
}

/** @param bao the hypervisor's state now @param wanted the parts to read; what is not asked for costs nothing */
export async function systemState(
  { debuggee, client }: StateSurroundings,
  bao: BaoState,
  wanted: ReadonlySet<StatePart>,
): Promise<StateResponseBody> {
  const around = new Surroundings(debuggee, client, bao);
  const body: Record<string, unknown> = { isRunning: debuggee.execution.isRunning };
  for (const part of STATE_PARTS.filter((each) => wanted.has(each))) {
    body[part] = await READERS[part](around);
  }
  return body as unknown as StateResponseBody;
}
